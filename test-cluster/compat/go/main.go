// Consumes, transforms and produces with franz-go, in transactions; or writes what is to be transformed. Lines on the
// standard output say what happens; the end of the standard input is the end.
//
//	write BOOTSTRAP TOPIC PER_SECOND                                      "acknowledged TOTAL"
//	transform BOOTSTRAP INPUT OUTPUT GROUP TRANSACTIONAL_ID SESSION_MS
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// Every so many transactions one is given up after all is written.
const givenUpEvery = 7

func main() {
	ended, end := context.WithCancel(context.Background())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		end()
	}()
	arguments := os.Args[2:]
	seeds := kgo.SeedBrokers(strings.Split(arguments[0], ",")...)
	logger := kgo.WithLogger(kgo.BasicLogger(os.Stderr, kgo.LogLevelWarn, nil))
	var err error
	switch os.Args[1] {
	case "write":
		err = write(ended, arguments[1], number(arguments[2]), seeds, logger)
	case "transform":
		sessionTimeout := time.Duration(number(arguments[5])) * time.Millisecond
		err = transform(ended, arguments[2], []kgo.Opt{
			seeds, logger,
			kgo.ConsumeTopics(arguments[1]),
			kgo.ConsumerGroup(arguments[3]),
			kgo.TransactionalID(arguments[4]),
			kgo.SessionTimeout(sessionTimeout),
			kgo.HeartbeatInterval(500 * time.Millisecond),
			// franz-go holds a commit back while the group rebalances, and that waits for a member that was killed for as
			// long as its session lasts.
			kgo.TransactionTimeout(sessionTimeout + time.Minute),
			kgo.FetchIsolationLevel(kgo.ReadCommitted()),
			kgo.RequireStableFetchOffsets(),
			kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
		})
	default:
		err = fmt.Errorf("there is no mode %s", os.Args[1])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// write numbers records by their keys, from 0, until the end.
func write(ended context.Context, topic string, perSecond int, options ...kgo.Opt) error {
	client, err := kgo.NewClient(append(options, kgo.DefaultProduceTopic(topic))...)
	if err != nil {
		return err
	}
	defer client.Close()
	const every = 100 * time.Millisecond
	for total := 0; ended.Err() == nil; time.Sleep(every) {
		var turn []*kgo.Record
		for range max(1, perSecond/10) {
			turn = append(turn, kgo.KeyStringRecord(strconv.Itoa(total+len(turn)), "value"))
		}
		if err := client.ProduceSync(context.Background(), turn...).FirstErr(); err != nil {
			return err
		}
		total += len(turn)
		fmt.Println("acknowledged", total)
	}
	return nil
}

// transform writes each record that is read once more, in one transaction with its offset. After a failed end of a
// transaction a new session takes its place: nobody knows whether that one was committed. The id's next producer ends
// it, and where its records go on is read when that is done.
func transform(ended context.Context, output string, options []kgo.Opt) error {
	for ended.Err() == nil {
		err := transformInSession(ended, output, options)
		if !errors.Is(err, errOpenEnd) {
			return err
		}
		fmt.Fprintln(os.Stderr, "a new session:", err)
	}
	return nil
}

// errOpenEnd: a transaction was to end and may have ended; franz-go gives up, for one, when it has dialled a broker that
// is down for a few times.
var errOpenEnd = errors.New("the end of a transaction")

func transformInSession(ended context.Context, output string, options []kgo.Opt) error {
	session, err := kgo.NewGroupTransactSession(options...)
	if err != nil {
		return err
	}
	defer session.Close()
	for begun := 1; ; begun++ {
		fetches := session.PollFetches(ended)
		if ended.Err() != nil {
			return nil
		}
		for _, one := range fetches.Errors() {
			fmt.Fprintln(os.Stderr, "poll:", one.Topic, one.Partition, one.Err)
		}
		if err := session.Begin(); err != nil {
			return err
		}
		written := kgo.AbortingFirstErrPromise(session.Client())
		fetches.EachRecord(func(record *kgo.Record) {
			made := &kgo.Record{Topic: output, Key: record.Key, Value: append([]byte("made-of-"), record.Value...)}
			session.Produce(context.Background(), made, written.Promise())
		})
		wanted := kgo.TransactionEndTry(written.Err() == nil && begun%givenUpEvery != 0)
		if _, err := session.End(context.Background(), wanted); err != nil {
			return fmt.Errorf("%w: %w", errOpenEnd, err)
		}
	}
}

func number(text string) int {
	found, err := strconv.Atoi(text)
	if err != nil {
		panic(err)
	}
	return found
}
