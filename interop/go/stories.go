// SPDX-License-Identifier: Apache-2.0

// What every client's suite needs: stories with an outcome in one line each, and connections that end with them.
package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"
)

const (
	storyTimeout    = 60 * time.Second
	deliveryTimeout = 20 * time.Second
	quietTime       = 200 * time.Millisecond
)

var url = os.Getenv("AMQP_URL")

type story struct {
	name string
	run  func(*Session)
}

// Session is what one story opens; failing ends the story.
type Session struct {
	connections []*amqp.Connection
	names       int
	story       string
}

type failure string

func fail(format string, args ...interface{}) {
	panic(failure(fmt.Sprintf(format, args...)))
}

func must(err error) {
	if err != nil {
		fail("%v", err)
	}
}

func equal(actual, expected interface{}, what string) {
	if !reflect.DeepEqual(actual, expected) {
		fail("%s: expected %#v, got %#v", what, expected, actual)
	}
}

func (s *Session) channel() *amqp.Channel {
	connection, err := amqp.Dial(url)
	must(err)
	s.connections = append(s.connections, connection)
	channel, err := connection.Channel()
	must(err)
	return channel
}

func (s *Session) unique(what string) string {
	s.names++
	return fmt.Sprintf("interop.go.%d.%s.%d.%s", os.Getpid(), s.story, s.names, what)
}

func (s *Session) close() {
	for _, connection := range s.connections {
		connection.Close()
	}
}

// take waits for so many deliveries, and a moment longer for one too many.
func take(deliveries <-chan amqp.Delivery, count int) []amqp.Delivery {
	taken := []amqp.Delivery{}
	late := time.After(deliveryTimeout)
	for len(taken) < count {
		select {
		case delivery, open := <-deliveries:
			if !open {
				fail("the channel closed after %d of %d deliveries", len(taken), count)
			}
			taken = append(taken, delivery)
		case <-late:
			fail("%d of %d deliveries after %v", len(taken), count, deliveryTimeout)
		}
	}
	nothingMore(deliveries)
	return taken
}

func nothingMore(deliveries <-chan amqp.Delivery) {
	select {
	case delivery, open := <-deliveries:
		if open {
			fail("one too many: %q", delivery.Body)
		}
	case <-time.After(quietTime):
	}
}

func bodies(deliveries []amqp.Delivery) []string {
	found := []string{}
	for _, delivery := range deliveries {
		found = append(found, string(delivery.Body))
	}
	return found
}

// startHolder starts a process that takes one message, tells "BODY REDELIVERED" and then holds it.
func startHolder(queue string) (*exec.Cmd, string) {
	holder := exec.Command(os.Args[0], "hold", queue)
	holder.Stderr = os.Stderr
	out, err := holder.StdoutPipe()
	must(err)
	must(holder.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	must(err)
	return holder, strings.TrimSpace(line)
}

func hold(queue string) {
	session := &Session{}
	channel := session.channel()
	must(channel.Qos(1, 0, false))
	deliveries, err := channel.Consume(queue, "", false, false, false, false, nil)
	must(err)
	for delivery := range deliveries {
		fmt.Println(string(delivery.Body), delivery.Redelivered)
	}
}

func play(s story) (outcome string) {
	session := &Session{story: s.name}
	defer session.close()
	done := make(chan string, 1)
	go func() {
		defer func() {
			switch problem := recover().(type) {
			case nil:
				done <- "ok"
			default:
				done <- fmt.Sprintf("failed: %v", problem)
			}
		}()
		s.run(session)
	}()
	select {
	case outcome = <-done:
	case <-time.After(storyTimeout):
		outcome = fmt.Sprintf("failed: not done after %v", storyTimeout)
	}
	return strings.ReplaceAll(outcome, "\n", " ")
}

func main() {
	if len(os.Args) > 2 && os.Args[1] == "hold" {
		hold(os.Args[2])
		return
	}
	failed := false
	for _, s := range stories {
		outcome := play(s)
		failed = failed || outcome != "ok"
		fmt.Println(s.name, outcome)
	}
	if failed {
		os.Exit(1)
	}
}
