package main

import (
	"io"
	"log"
	"math/rand"
	"net/http"
	"os"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"
)

// behavior is how a server answers until it is told otherwise.
type behavior struct {
	// HTTP status of failing answers; 0: none fails.
	Status int `json:"status"`
	// gRPC status of failing answers to gRPC requests; 0: Status counts.
	GRPCStatus int `json:"grpcStatus"`
	// Share of answers that fail, in percent.
	Percent float64 `json:"percent"`
	DelayMs int     `json:"delayMs"`
}

// record is what a server has seen since the last question.
type record struct {
	Requests int `json:"requests"`
	// Most requests that were in work at the same time.
	MaxConcurrent int            `json:"maxConcurrent"`
	Paths         map[string]int `json:"paths"`
}

type modelServer struct {
	name  string
	files string

	mutex      sync.Mutex
	behavior   behavior
	record     record
	concurrent int
}

func (s *modelServer) behave(wanted behavior) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.behavior = wanted
	return nil
}

func (s *modelServer) takeRecord() record {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	taken := s.record
	s.record = record{}
	return taken
}

func (s *modelServer) begin(path string) behavior {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.concurrent++
	s.record.Requests++
	s.record.MaxConcurrent = max(s.record.MaxConcurrent, s.concurrent)
	if s.record.Paths == nil {
		s.record.Paths = map[string]int{}
	}
	s.record.Paths[path]++
	return s.behavior
}

func (s *modelServer) end() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.concurrent--
}

// serve listens on a port for HTTP/1.1 and HTTP/2, with TLS when there is a certificate.
func (s *modelServer) serve(port, certificate, key string) *http.Server {
	server := &http.Server{Addr: ":" + port, Handler: s, Protocols: new(http.Protocols)}
	server.Protocols.SetHTTP1(true)
	server.Protocols.SetHTTP2(certificate != "")
	server.Protocols.SetUnencryptedHTTP2(certificate == "")
	// The default of 250 would hide the limits of the mesh.
	server.HTTP2 = &http.HTTP2Config{MaxConcurrentStreams: 1 << 20}
	go func() {
		var err error
		if certificate == "" {
			err = server.ListenAndServe()
		} else {
			err = server.ListenAndServeTLS(certificate, key)
		}
		if err != http.ErrServerClosed {
			log.Fatal(err)
		}
	}()
	return server
}

func (s *modelServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	behavior := s.begin(r.URL.Path)
	defer s.end()
	_, _ = io.Copy(io.Discard, r.Body)
	select {
	case <-time.After(time.Duration(behavior.DelayMs) * time.Millisecond):
	case <-r.Context().Done():
		return
	}
	fails := rand.Float64()*100 < behavior.Percent
	w.Header().Set("x-served-by", s.name)
	w.Header().Set("x-served-path", r.URL.Path)
	switch {
	case strings.HasPrefix(r.Header.Get("content-type"), "application/grpc"):
		answerGRPC(w, behavior, fails)
	case fails && behavior.Status != 0:
		w.WriteHeader(behavior.Status)
	case s.files != "":
		s.answerFile(w, r)
	case r.Header.Get(passOnHeader) != "":
		s.passOn(w, r)
	default:
		_, _ = io.WriteString(w, "{}\n")
	}
}

// Where a server that stands in front of another one asks before it answers.
const passOnHeader = "x-pass-on"

// passOn answers what the other server answers, in the name of both.
func (s *modelServer) passOn(w http.ResponseWriter, r *http.Request) {
	request, err := http.NewRequestWithContext(r.Context(), http.MethodPost, r.Header.Get(passOnHeader), strings.NewReader("{}"))
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	defer response.Body.Close()
	w.Header().Set("x-served-by", s.name+" "+response.Header.Get("x-served-by"))
	w.Header().Set("x-served-path", response.Header.Get("x-served-path"))
	w.WriteHeader(response.StatusCode)
	_, _ = io.Copy(w, response.Body)
}

func answerGRPC(w http.ResponseWriter, behavior behavior, fails bool) {
	w.Header().Set("content-type", "application/grpc")
	switch {
	case fails && behavior.GRPCStatus != 0:
		// Without a body the status goes in the headers, as servers send an error at once.
		w.Header().Set("grpc-status", strconv.Itoa(behavior.GRPCStatus))
	case fails && behavior.Status != 0:
		w.WriteHeader(behavior.Status)
	default:
		w.Header().Set("Trailer", "grpc-status")
		// An empty message: not compressed, no bytes.
		_, _ = w.Write([]byte{0, 0, 0, 0, 0})
		w.Header().Set("grpc-status", "0")
	}
}

func (s *modelServer) answerFile(w http.ResponseWriter, r *http.Request) {
	content, err := os.ReadFile(path.Join(s.files, path.Clean(r.URL.Path)))
	if err != nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	_, _ = w.Write(content)
}
