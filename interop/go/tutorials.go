// SPDX-License-Identifier: Apache-2.0

// RabbitMQ's tutorials with amqp091-go.
package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"
)

var stories = []story{
	{"hello", hello},
	{"work-queue", workQueue},
	{"dying-worker", dyingWorker},
	{"fanout", routing("fanout", []listener{{[]string{""}, logs}, {[]string{"other"}, logs}}, logs)},
	{"direct", routing("direct", severities, logs)},
	{"topic", routing("topic", animalsByBinding, animals)},
	{"rpc", rpc},
	{"confirms", confirms},
	{"returns", returns},
}

// listener has its binding keys and what it must hear, in order.
type listener struct{ bindings, expected []string }

var logs = []string{"info", "error", "debug", "error"}

var severities = []listener{
	{[]string{"error"}, []string{"error", "error"}},
	{[]string{"info", "error"}, []string{"info", "error", "error"}},
}

var animals = []string{
	"quick.orange.rabbit", "lazy.orange.elephant", "quick.orange.fox", "lazy.brown.fox", "lazy.pink.rabbit",
	"quick.brown.fox", "orange", "quick.orange.new.rabbit", "lazy.orange.new.rabbit", "lazy", "",
}

var animalsByBinding = []listener{
	{[]string{"*.orange.*"}, animals[:3]},
	{[]string{"*.*.rabbit", "lazy.#"}, []string{
		"quick.orange.rabbit", "lazy.orange.elephant", "lazy.brown.fox", "lazy.pink.rabbit", "lazy.orange.new.rabbit", "lazy",
	}},
	{[]string{"#"}, animals},
}

func publish(channel *amqp.Channel, exchange, key string, message amqp.Publishing) {
	must(channel.PublishWithContext(context.Background(), exchange, key, false, false, message))
}

func consume(channel *amqp.Channel, queue string, autoAck bool) <-chan amqp.Delivery {
	deliveries, err := channel.Consume(queue, "", autoAck, false, false, false, nil)
	must(err)
	return deliveries
}

func declare(channel *amqp.Channel, name string, exclusive bool) string {
	queue, err := channel.QueueDeclare(name, false, false, exclusive, false, nil)
	must(err)
	return queue.Name
}

func remove(channel *amqp.Channel, queue string) {
	left, err := channel.QueueDelete(queue, false, false, false)
	must(err)
	equal(left, 0, "messages left in "+queue)
}

func hello(s *Session) {
	channel := s.channel()
	queue := declare(channel, s.unique("hello"), false)
	sent := amqp.Publishing{
		Headers: amqp.Table{
			"text": "žluť", "yes": true, "byte": byte(200), "short": int16(-300), "int": int32(7), "long": int64(1) << 40,
			"float": float32(1.5), "double": 2.5, "nothing": nil, "bytes": []byte{0, 255}, "decimal": amqp.Decimal{Scale: 2, Value: 314},
			"time": time.Unix(1700000000, 0), "list": []interface{}{int32(1), "two", amqp.Table{"three": int32(3)}},
			"table": amqp.Table{"inner": amqp.Table{"deep": "x"}},
		},
		ContentType: "text/plain", ContentEncoding: "utf-8", DeliveryMode: amqp.Persistent, Priority: 5, CorrelationId: "c-1",
		ReplyTo: "answers", Expiration: "60000", MessageId: "m-1", Timestamp: time.Unix(1700000000, 0), Type: "greeting",
		AppId: "interop",
	}
	expected := []string{"Hello World!", "", strings.Repeat("x", 1_000_000)}
	for _, body := range expected {
		sent.Body = []byte(body)
		publish(channel, "", queue, sent)
	}
	got := take(consume(channel, queue, true), len(expected))
	equal(bodies(got), expected, "bodies")
	for i, d := range got {
		equal(d.Headers, sent.Headers, "headers")
		received := amqp.Publishing{
			Headers: d.Headers, ContentType: d.ContentType, ContentEncoding: d.ContentEncoding, DeliveryMode: d.DeliveryMode,
			Priority: d.Priority, CorrelationId: d.CorrelationId, ReplyTo: d.ReplyTo, Expiration: d.Expiration,
			MessageId: d.MessageId, Timestamp: d.Timestamp, Type: d.Type, AppId: d.AppId, Body: sent.Body,
		}
		equal(received, sent, "properties")
		equal(d.DeliveryTag, uint64(i+1), "delivery tag")
		equal(d.Exchange+"/"+d.RoutingKey, "/"+queue, "where it came from")
		equal(d.Redelivered, false, "redelivered")
	}
	remove(channel, queue)
}

func workQueue(s *Session) {
	slow, quick := s.channel(), s.channel()
	declared, err := slow.QueueDeclare(s.unique("tasks"), true, false, false, false, nil)
	must(err)
	queue := declared.Name
	expected := []string{}
	for n := 0; n < 8; n++ {
		task := fmt.Sprintf("task %d", n)
		publish(slow, "", queue, amqp.Publishing{DeliveryMode: amqp.Persistent, Body: []byte(task)})
		expected = append(expected, task)
	}
	must(slow.Qos(1, 0, false))
	must(quick.Qos(1, 0, false))
	busy := consume(slow, queue, false)
	held := take(busy, 1)
	idle := consume(quick, queue, false)
	done := []string{}
	for range expected[1:] {
		task := take(idle, 1)[0]
		done = append(done, string(task.Body))
		must(task.Ack(false))
	}
	nothingMore(idle)
	nothingMore(busy)
	equal(bodies(held), expected[:1], "what the busy worker holds")
	equal(done, expected[1:], "what the idle worker did")
	must(held[0].Ack(false))
	remove(slow, queue)
}

func dyingWorker(s *Session) {
	channel := s.channel()
	queue := declare(channel, s.unique("fragile"), false)
	publish(channel, "", queue, amqp.Publishing{Body: []byte("precious")})
	worker, line := startHolder(queue)
	equal(line, "precious false", "what the worker got before it died")
	deliveries := consume(channel, queue, false)
	nothingMore(deliveries)
	must(worker.Process.Kill())
	worker.Wait()
	got := take(deliveries, 1)[0]
	equal(fmt.Sprint(string(got.Body), got.Redelivered), "precioustrue", "what the other worker got")
	must(got.Ack(false))
	remove(channel, queue)
}

// routing publishes each key as its own body, and sees that every listener hears exactly what it should, in order.
func routing(kind string, listeners []listener, sent []string) func(*Session) {
	return func(s *Session) {
		channel := s.channel()
		exchange := s.unique(kind)
		must(channel.ExchangeDeclare(exchange, kind, false, true, false, false, nil))
		heard := []<-chan amqp.Delivery{}
		for _, listener := range listeners {
			queue := declare(channel, "", true)
			for _, key := range listener.bindings {
				must(channel.QueueBind(queue, key, exchange, false, nil))
			}
			heard = append(heard, consume(channel, queue, true))
		}
		for _, key := range sent {
			publish(channel, exchange, key, amqp.Publishing{Body: []byte(key)})
		}
		for i, listener := range listeners {
			got := take(heard[i], len(listener.expected))
			equal(bodies(got), listener.expected, "logs")
			for _, delivery := range got {
				equal(delivery.RoutingKey, string(delivery.Body), "routing key")
			}
		}
	}
}

func fibonacci(n int) int {
	if n < 2 {
		return n
	}
	return fibonacci(n-1) + fibonacci(n-2)
}

func rpc(s *Session) {
	server, client := s.channel(), s.channel()
	queue := declare(server, s.unique("rpc_queue"), false)
	must(server.Qos(1, 0, false))
	requests := consume(server, queue, false)
	go func() {
		for request := range requests {
			n, _ := strconv.Atoi(string(request.Body))
			answer := amqp.Publishing{CorrelationId: request.CorrelationId, Body: []byte(strconv.Itoa(fibonacci(n)))}
			server.PublishWithContext(context.Background(), "", request.ReplyTo, false, false, answer)
			request.Ack(false)
		}
	}()
	for _, callback := range []string{declare(client, "", true), "amq.rabbitmq.reply-to"} {
		replies := consume(client, callback, true)
		for _, n := range []string{"10", "15"} {
			publish(client, "", queue, amqp.Publishing{ReplyTo: callback, CorrelationId: "fib-" + n, Body: []byte(n)})
		}
		answers := map[string]string{}
		for _, reply := range take(replies, 2) {
			answers[reply.CorrelationId] = string(reply.Body)
		}
		equal(answers, map[string]string{"fib-10": "55", "fib-15": "610"}, "answers through "+callback)
	}
	remove(client, queue)
}

func confirms(s *Session) {
	channel := s.channel()
	must(channel.Confirm(false))
	confirmed := channel.NotifyPublish(make(chan amqp.Confirmation, 200))
	queue := declare(channel, "", true)
	for n := 0; n < 100; n++ {
		publish(channel, "", queue, amqp.Publishing{Body: []byte(strconv.Itoa(n))})
	}
	for n := 1; n <= 100; n++ {
		select {
		case confirmation := <-confirmed:
			equal(confirmation, amqp.Confirmation{DeliveryTag: uint64(n), Ack: true}, "confirmation")
		case <-time.After(deliveryTimeout):
			fail("no confirmation of %d", n)
		}
	}
	for n := 0; n < 100; n++ {
		got, ok, err := channel.Get(queue, true)
		must(err)
		equal(fmt.Sprint(ok, string(got.Body), got.MessageCount), fmt.Sprint(true, strconv.Itoa(n), 99-n), "message got")
	}
	_, ok, err := channel.Get(queue, true)
	must(err)
	equal(ok, false, "get from the empty queue")

	closed := channel.NotifyClose(make(chan *amqp.Error, 1))
	publish(channel, "no such exchange", "", amqp.Publishing{})
	select {
	case reason := <-closed:
		equal(reason.Code, amqp.NotFound, "reply code")
		equal(strings.HasPrefix(reason.Reason, "NOT_FOUND - no exchange 'no such exchange' in vhost '"), true, reason.Reason)
	case <-time.After(deliveryTimeout):
		fail("publishing to a missing exchange did not close the channel")
	}
}

func returns(s *Session) {
	channel := s.channel()
	returned := channel.NotifyReturn(make(chan amqp.Return, 2))
	message := amqp.Publishing{MessageId: "m-1", Headers: amqp.Table{"n": int32(1)}, Body: []byte("lost")}
	must(channel.PublishWithContext(context.Background(), "amq.direct", "nowhere", true, false, message))
	select {
	case got := <-returned:
		equal(got.ReplyCode, uint16(312), "reply code")
		equal([]string{got.ReplyText, got.Exchange, got.RoutingKey}, []string{"NO_ROUTE", "amq.direct", "nowhere"}, "return")
		equal([]string{got.MessageId, string(got.Body)}, []string{"m-1", "lost"}, "message")
		equal(got.Headers, message.Headers, "headers")
	case <-time.After(deliveryTimeout):
		fail("nothing came back")
	}
}
