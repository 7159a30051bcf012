// Plays a container of the mesh tests: it serves on the container's ports as a model server would be reached, and sends
// requests as a client when the tests ask it to over its control socket.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

func main() {
	var (
		name        = flag.String("name", "", "what answers are signed with")
		control     = flag.String("control", "", "path of the Unix socket that the tests talk to")
		ports       = flag.String("ports", "", "ports that serve HTTP/1.1 and gRPC, separated by commas")
		tlsPorts    = flag.String("tls-ports", "", "ports that serve the same with TLS")
		tcpPorts    = flag.String("tcp-ports", "", "ports that send the name and close")
		certificate = flag.String("certificate", "", "PEM file for the ports with TLS")
		key         = flag.String("key", "", "PEM file of its key")
		files       = flag.String("files", "", "folder whose files are served below /")
		addresses   = flag.String("reach", "", "addresses to connect to once, separated by commas: prints which the network drops, and ends")
	)
	flag.Parse()
	if *addresses != "" {
		_ = json.NewEncoder(os.Stdout).Encode(dropped(list(*addresses)))
		return
	}

	server := &modelServer{name: *name, files: *files}
	var listening []*http.Server
	for _, port := range list(*ports) {
		listening = append(listening, server.serve(port, "", ""))
	}
	for _, port := range list(*tlsPorts) {
		listening = append(listening, server.serve(port, *certificate, *key))
	}
	for _, port := range list(*tcpPorts) {
		serveName(port, *name)
	}
	serveControl(*control, server)

	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	<-stop
	// As a well-behaved server ends: what has begun is answered, nothing new is taken.
	deadline, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for _, each := range listening {
		_ = each.Shutdown(deadline)
	}
}

func list(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' })
}

// serveName answers as a database that shows only who it is.
func serveName(port, name string) {
	listener, err := net.Listen("tcp", ":"+port)
	if err != nil {
		log.Fatal(err)
	}
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				log.Fatal(err)
			}
			_, _ = connection.Write([]byte(name))
			_ = connection.Close()
		}
	}()
}

// serveControl takes the orders of the tests.
func serveControl(socket string, server *modelServer) {
	listener, err := net.Listen("unix", socket)
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /behavior", order(func(wanted behavior) (any, error) { return nil, server.behave(wanted) }))
	mux.HandleFunc("POST /record", order(func(struct{}) (any, error) { return server.takeRecord(), nil }))
	mux.HandleFunc("POST /requests", order(func(wanted load) (any, error) { return wanted.send() }))
	mux.HandleFunc("POST /connect", order(func(wanted connection) (any, error) { return wanted.try(), nil }))
	go func() {
		if err := http.Serve(listener, mux); !errors.Is(err, http.ErrServerClosed) {
			log.Fatal(err)
		}
	}()
}

func order[T any](carryOut func(T) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var wanted T
		if err := json.NewDecoder(r.Body).Decode(&wanted); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		answer, err := carryOut(wanted)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		_ = json.NewEncoder(w).Encode(answer)
	}
}
