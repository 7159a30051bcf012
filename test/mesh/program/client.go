package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

// load is what a client is asked to send.
type load struct {
	URL     string            `json:"url"`
	Method  string            `json:"method"`
	Headers map[string]string `json:"headers"`
	// Name asked for; empty: the URL's.
	Host string `json:"host"`
	// Sends a gRPC message instead of an HTTP request.
	GRPC bool `json:"grpc"`
	// Size of an HTTP request's body; 0: a few bytes.
	BodyBytes   int `json:"bodyBytes"`
	Count       int `json:"count"`
	Concurrency int `json:"concurrency"`
	// 0: as fast as answers come.
	PerSecond float64 `json:"perSecond"`
	// Address to connect to, whatever the URL says.
	Connect   string `json:"connect"`
	TimeoutMs int    `json:"timeoutMs"`
}

// result is one answer.
type result struct {
	// 0: none.
	Status     int               `json:"status"`
	GRPCStatus string            `json:"grpcStatus,omitempty"`
	ServedBy   string            `json:"servedBy,omitempty"`
	Path       string            `json:"path,omitempty"`
	Headers    map[string]string `json:"headers,omitempty"`
	Error      string            `json:"error,omitempty"`
	// Unix time in milliseconds when it was sent.
	At int64   `json:"at"`
	Ms float64 `json:"ms"`
}

// Headers of answers that tests look at.
var shownHeaders = []string{"location", "access-control-allow-origin", "access-control-allow-methods", "access-control-allow-headers", "www-authenticate"}

func (l load) send() ([]result, error) {
	client := l.client()
	defer client.CloseIdleConnections()
	results := make([]result, l.Count)
	numbers := make(chan int)
	started := time.Now()
	var workers sync.WaitGroup
	for range max(1, l.Concurrency) {
		workers.Go(func() {
			for number := range numbers {
				results[number] = l.one(client)
			}
		})
	}
	for number := range l.Count {
		if l.PerSecond > 0 {
			time.Sleep(time.Until(started.Add(time.Duration(float64(number) / l.PerSecond * float64(time.Second)))))
		}
		numbers <- number
	}
	close(numbers)
	workers.Wait()
	return results, nil
}

func (l load) client() *http.Client {
	timeout := time.Duration(l.TimeoutMs) * time.Millisecond
	if timeout == 0 {
		timeout = 30 * time.Second
	}
	transport := &http.Transport{
		MaxIdleConnsPerHost: max(1, l.Concurrency),
		// Certificates of the tests are signed by nobody whom this machine knows.
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
		Protocols:       new(http.Protocols),
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			if l.Connect != "" {
				address = l.Connect
			}
			return (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, network, address)
		},
	}
	transport.Protocols.SetHTTP1(!l.GRPC)
	transport.Protocols.SetHTTP2(l.GRPC)
	transport.Protocols.SetUnencryptedHTTP2(l.GRPC)
	return &http.Client{
		Transport:     transport,
		Timeout:       timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func (l load) one(client *http.Client) result {
	body := append([]byte("{}"), bytes.Repeat([]byte(" "), max(0, l.BodyBytes-2))...)
	if l.GRPC {
		body = []byte{0, 0, 0, 0, 0}
	}
	method := l.Method
	if method == "" {
		method = http.MethodPost
	}
	if method == http.MethodGet || method == http.MethodOptions {
		body = nil
	}
	request, err := http.NewRequest(method, l.URL, bytes.NewReader(body))
	if err != nil {
		return result{Error: err.Error()}
	}
	if l.GRPC {
		request.Header.Set("content-type", "application/grpc")
		request.Header.Set("te", "trailers")
	}
	if l.Host != "" {
		request.Host = l.Host
	}
	for name, value := range l.Headers {
		request.Header.Set(name, value)
	}
	begun := time.Now()
	answer := result{At: begun.UnixMilli()}
	response, err := client.Do(request)
	if err != nil {
		answer.Error = reason(err)
		answer.Ms = milliseconds(begun)
		return answer
	}
	_, err = io.Copy(io.Discard, response.Body)
	_ = response.Body.Close()
	answer.Status = response.StatusCode
	answer.ServedBy = response.Header.Get("x-served-by")
	answer.Path = response.Header.Get("x-served-path")
	if answer.GRPCStatus = response.Trailer.Get("grpc-status"); answer.GRPCStatus == "" {
		answer.GRPCStatus = response.Header.Get("grpc-status")
	}
	for _, name := range shownHeaders {
		if value := response.Header.Get(name); value != "" {
			if answer.Headers == nil {
				answer.Headers = map[string]string{}
			}
			answer.Headers[name] = value
		}
	}
	if err != nil {
		answer.Error = reason(err)
	}
	answer.Ms = milliseconds(begun)
	return answer
}

func milliseconds(since time.Time) float64 {
	return float64(time.Since(since).Microseconds()) / 1000
}

// reason names the kinds of failure that tests tell apart.
func reason(err error) string {
	var timeout net.Error
	switch {
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), strings.Contains(err.Error(), "EOF"):
		return "reset"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "refused"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "timeout"
	default:
		return err.Error()
	}
}

// connection is a try to reach a host below HTTP.
type connection struct {
	Address string `json:"address"`
	// Name asked for in the TLS handshake; empty: no TLS.
	ServerName string `json:"serverName"`
}

// try returns what the host says first, or without words the subject of its certificate.
func (c connection) try() map[string]string {
	dialed, err := net.DialTimeout("tcp", c.Address, 5*time.Second)
	if err != nil {
		return map[string]string{"error": reason(err)}
	}
	defer dialed.Close()
	_ = dialed.SetDeadline(time.Now().Add(5 * time.Second))
	if c.ServerName == "" {
		said, err := io.ReadAll(dialed)
		if err != nil || len(said) == 0 {
			return map[string]string{"error": reason(cmp.Or(err, io.EOF))}
		}
		return map[string]string{"said": string(said)}
	}
	secured := tls.Client(dialed, &tls.Config{ServerName: c.ServerName, InsecureSkipVerify: true})
	if err := secured.Handshake(); err != nil {
		return map[string]string{"error": reason(err)}
	}
	return map[string]string{"said": secured.ConnectionState().PeerCertificates[0].Subject.CommonName}
}

// How long a connection may take: its first packet is sent again after a second.
const reachTimeout = 1500 * time.Millisecond

// dropped returns the addresses to which no packet gets through. A host that refuses a connection has got one.
func dropped(addresses []string) []string {
	unreached := make([]string, len(addresses))
	var tries sync.WaitGroup
	for i, address := range addresses {
		tries.Go(func() {
			dialed, err := net.DialTimeout("tcp", address, reachTimeout)
			switch {
			case err == nil:
				_ = dialed.Close()
			case reason(err) != "refused":
				unreached[i] = address
			}
		})
	}
	tries.Wait()
	return slices.DeleteFunc(unreached, func(address string) bool { return address == "" })
}
