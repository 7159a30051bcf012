package main

import (
	"context"
	"fmt"
	"math"
	"sync"
	"time"

	autoscalingv1 "k8s.io/api/autoscaling/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/scale"
	scalefake "k8s.io/client-go/scale/fake"
	clienttesting "k8s.io/client-go/testing"
	"k8s.io/kubernetes/pkg/controller/podautoscaler/metrics"
)

const (
	// As far apart as scrapes are.
	stepLength = 15 * time.Second
	// Requests per second that a pod answers at most.
	perPod = 20.0
	// Seconds that one request takes on an idle pod.
	baseLatency = 0.15
	// From the creation of a pod to its first answer: a node, an image, a model.
	coldStart = 4 * time.Minute
	// A request that takes longer counts as late.
	quickSeconds = 2.0
)

type result struct {
	// How often pods were taken away.
	ScaleDowns int `json:"scaleDowns"`
	// One GPU per pod, cold starts included.
	GPUHours float64 `json:"gpuHours"`
	// Share of requests answered within 2 s.
	Quick float64 `json:"quick"`
}

// service is a model of a workload on GPUs: requests arrive as a fluid, wait when there are too few pods, and are answered in turn.
// It is also the cluster around the autoscaler: the scale of the workload, its pods, and the metrics.
type service struct {
	client   kubernetes.Interface
	target   autoscalingv2.HorizontalPodAutoscaler
	measures map[string]measure

	mu       sync.Mutex
	start    time.Time
	replicas int32
	// Creation of each pod, the oldest first.
	created []time.Time
	ready   int
	waiting float64
	history []signals

	scaleDowns int
	podHours   float64
	all, quick float64
}

func newService(ctx context.Context, client kubernetes.Interface, in input) (*service, error) {
	for _, metric := range in.Autoscaler.Spec.Metrics {
		if metric.External == nil || in.Measures[metric.External.Metric.Name].Signal == "" {
			return nil, fmt.Errorf("no measure for a metric of type %s", metric.Type)
		}
	}
	s := &service{client: client, target: in.Autoscaler, measures: in.Measures, start: time.Now()}
	s.replicas = *in.Autoscaler.Spec.MinReplicas
	return s, s.advance(ctx)
}

// load is the requests per second at a time of the week: a quiet night, a working day, and a burst at noon.
func load(since time.Duration) float64 {
	hour := math.Mod(since.Hours(), 24)
	day := 30 + 60*math.Max(0, math.Sin((hour-7)/12*math.Pi))
	if hour >= 12 && hour < 13 {
		return day + 160
	}
	return day
}

func (s *service) advance(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.followScale(ctx); err != nil {
		return err
	}
	seconds := stepLength.Seconds()
	arrived := load(time.Since(s.start))
	capacity := float64(max(1, s.ready)) * perPod
	busy := math.Min(1, (arrived+s.waiting/seconds)/capacity)
	s.waiting = math.Max(0, s.waiting+(arrived-capacity)*seconds)
	// Waiting for a place on a busy pod, beside the backlog.
	crowding := baseLatency * (1/(1-math.Min(busy, 0.9)) - 1) * 0.3
	latency := baseLatency + crowding + s.waiting/capacity
	s.history = append(s.history, signals{arrived, latency, s.waiting + arrived*crowding, busy})
	if keep := int(longestWindow / stepLength); len(s.history) > keep {
		s.history = s.history[len(s.history)-keep:]
	}
	s.podHours += float64(len(s.created)) * stepLength.Hours()
	s.all += arrived
	if latency <= quickSeconds {
		s.quick += arrived
	}
	return nil
}

// followScale creates and deletes pods as a ReplicaSet does, the youngest first, and makes them ready after the cold start.
func (s *service) followScale(ctx context.Context) error {
	pods := s.client.CoreV1().Pods(s.target.Namespace)
	for len(s.created) > int(s.replicas) {
		last := len(s.created) - 1
		if err := pods.Delete(ctx, s.podName(last), metav1.DeleteOptions{}); err != nil {
			return err
		}
		s.created = s.created[:last]
		s.ready = min(s.ready, last)
	}
	for len(s.created) < int(s.replicas) {
		pod := s.pod(len(s.created), corev1.ConditionFalse)
		if _, err := pods.Create(ctx, pod, metav1.CreateOptions{}); err != nil {
			return err
		}
		s.created = append(s.created, time.Now())
	}
	for s.ready < len(s.created) && (s.isFirst() || time.Since(s.created[s.ready]) >= coldStart) {
		pod := s.pod(s.ready, corev1.ConditionTrue)
		if _, err := pods.UpdateStatus(ctx, pod, metav1.UpdateOptions{}); err != nil {
			return err
		}
		s.ready++
	}
	return nil
}

// isFirst is whether the week begins: its first pods have been there before.
func (s *service) isFirst() bool {
	return time.Now().Equal(s.start)
}

func (s *service) podName(index int) string {
	return fmt.Sprintf("pod-%d", index)
}

func (s *service) pod(index int, ready corev1.ConditionStatus) *corev1.Pod {
	return &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Namespace: s.target.Namespace, Name: s.podName(index), Labels: podLabels},
		Status: corev1.PodStatus{
			Phase:      corev1.PodRunning,
			Conditions: []corev1.PodCondition{{Type: corev1.PodReady, Status: ready}},
		},
	}
}

var podLabels = labels.Set{"app": "week"}

func (s *service) result() result {
	s.mu.Lock()
	defer s.mu.Unlock()
	return result{s.scaleDowns, s.podHours, s.quick / s.all}
}

// scales is the /scale of the workload.
func (s *service) scales() scale.ScalesGetter {
	client := &scalefake.FakeScaleClient{}
	client.AddReactor("get", "*", func(clienttesting.Action) (bool, runtime.Object, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		return true, &autoscalingv1.Scale{
			ObjectMeta: metav1.ObjectMeta{Namespace: s.target.Namespace, Name: s.target.Spec.ScaleTargetRef.Name},
			Spec:       autoscalingv1.ScaleSpec{Replicas: s.replicas},
			Status:     autoscalingv1.ScaleStatus{Replicas: int32(len(s.created)), Selector: podLabels.String()},
		}, nil
	})
	client.AddReactor("update", "*", func(action clienttesting.Action) (bool, runtime.Object, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		wanted := action.(clienttesting.UpdateAction).GetObject().(*autoscalingv1.Scale)
		if wanted.Spec.Replicas < s.replicas {
			s.scaleDowns++
		}
		s.replicas = wanted.Spec.Replicas
		return true, wanted, nil
	})
	return client
}

// GetExternalMetric is how the controller asks for what KEDA's adapter answers.
func (s *service) GetExternalMetric(name, _ string, _ labels.Selector) ([]int64, time.Time, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	value, err := s.measures[name].of(s.history)
	return []int64{int64(math.Round(value * 1000))}, time.Now(), err
}

func (s *service) GetResourceMetric(context.Context, corev1.ResourceName, string, labels.Selector, string) (metrics.PodMetricsInfo, time.Time, error) {
	return nil, time.Time{}, errNotHere
}

func (s *service) GetRawMetric(string, string, labels.Selector, labels.Selector) (metrics.PodMetricsInfo, time.Time, error) {
	return nil, time.Time{}, errNotHere
}

func (s *service) GetObjectMetric(string, string, *autoscalingv2.CrossVersionObjectReference, labels.Selector) (int64, time.Time, error) {
	return 0, time.Time{}, errNotHere
}

var errNotHere = fmt.Errorf("only external metrics are here")
