// The Go client (rocketmq-client-go v2) against the cluster at NAMESRV_ADDR: prints one "ok" or "not ok" line an assertion.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/apache/rocketmq-client-go/v2"
	"github.com/apache/rocketmq-client-go/v2/admin"
	"github.com/apache/rocketmq-client-go/v2/consumer"
	"github.com/apache/rocketmq-client-go/v2/primitive"
	"github.com/apache/rocketmq-client-go/v2/producer"
	"github.com/apache/rocketmq-client-go/v2/rlog"
)

var (
	namesrv = os.Getenv("NAMESRV_ADDR")
	run     = fmt.Sprintf("%x", time.Now().UnixMilli()&0xffffff)
	ctx     = context.Background()
	failed  = false
)

func check(name string, body func() error) {
	if err := body(); err != nil {
		failed = true
		fmt.Printf("not ok %s: %s\n", name, strings.ReplaceAll(err.Error(), "\n", " "))
		return
	}
	fmt.Println("ok", name)
}

func equal[T comparable](expected, found T, what string) error {
	if expected != found {
		return fmt.Errorf("%s: expected %v, found %v", what, expected, found)
	}
	return nil
}

// No assertion about speed: longer than any timer of the client's, on a machine that does other things too.
const patience = 90 * time.Second

func until(what string, condition func() bool) error {
	for end := time.Now().Add(patience); !condition(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			return fmt.Errorf("not within %v: %s", patience, what)
		}
	}
	return nil
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func name(stem string) string { return "GO_" + stem + "_" + run }

func resolver() primitive.NsResolver { return primitive.NewPassthroughResolver([]string{namesrv}) }

// received collects what one push consumer gets.
type received struct {
	rocketmq.PushConsumer
	lock     sync.Mutex
	messages []*primitive.MessageExt
}

func (r *received) count() int {
	r.lock.Lock()
	defer r.lock.Unlock()
	return len(r.messages)
}

func subscribe(group, topic, tags string) (*received, error) {
	c, err := rocketmq.NewPushConsumer(consumer.WithNsResolver(resolver()), consumer.WithGroupName(name(group)), consumer.WithInstance(name(group)+time.Now().String()),
		consumer.WithConsumeFromWhere(consumer.ConsumeFromFirstOffset), consumer.WithConsumeGoroutineNums(1))
	if err != nil {
		return nil, err
	}
	r := &received{PushConsumer: c}
	err = c.Subscribe(topic, consumer.MessageSelector{Type: consumer.TAG, Expression: tags},
		func(_ context.Context, messages ...*primitive.MessageExt) (consumer.ConsumeResult, error) {
			r.lock.Lock()
			defer r.lock.Unlock()
			r.messages = append(r.messages, messages...)
			return consumer.ConsumeSuccess, nil
		})
	if err != nil {
		return nil, err
	}
	return r, c.Start()
}

// stop gives the client time to note what it has just delivered, so that its last commit holds it.
func (r *received) stop() {
	time.Sleep(200 * time.Millisecond)
	_ = r.Shutdown()
}

func once(ids []string, messages []*primitive.MessageExt) error {
	var found []string
	for _, m := range messages {
		found = append(found, m.MsgId)
	}
	expected := append([]string{}, ids...)
	sort.Strings(expected)
	sort.Strings(found)
	return equal(strings.Join(expected, " "), strings.Join(found, " "), fmt.Sprintf("ids (%d expected, %d found)", len(expected), len(found)))
}

func main() {
	rlog.SetLogLevel("fatal")
	a, err := admin.NewAdmin(admin.WithResolver(resolver()))
	must(err)
	broker := ""
	topic := func(stem string, queues int) string {
		t := name(stem)
		must(a.CreateTopic(ctx, admin.WithTopicCreate(t), admin.WithBrokerAddrCreate(broker), admin.WithReadQueueNums(queues), admin.WithWriteQueueNums(queues)))
		return t
	}

	p, err := rocketmq.NewProducer(producer.WithNsResolver(resolver()), producer.WithGroupName(name("producers")), producer.WithQueueSelector(producer.NewRoundRobinQueueSelector()))
	must(err)
	must(p.Start())

	var ids []string
	fresh := name("fresh")
	check("send to a topic nobody created", func() error {
		r, err := p.SendSync(ctx, primitive.NewMessage(fresh, []byte("first")))
		if err != nil {
			return err
		}
		// The offset id starts with the broker's address: four bytes of address, four of port.
		var host [4]int
		var port int
		if _, err := fmt.Sscanf(r.OffsetMsgID, "%02X%02X%02X%02X%08X", &host[0], &host[1], &host[2], &host[3], &port); err != nil {
			return err
		}
		broker = fmt.Sprintf("%d.%d.%d.%d:%d", host[0], host[1], host[2], host[3], port)
		return equal(primitive.SendOK, r.Status, "status")
	})
	check("admin: create a topic and list topics", func() error {
		t := topic("listed", 2)
		list, err := a.FetchAllTopicList(ctx)
		if err != nil {
			return err
		}
		return equal(true, strings.Contains(strings.Join(list.TopicList, " ")+" ", t+" "), "listed")
	})
	all := topic("all", 4)
	check("send sync", func() error {
		for i := 0; i < 60; i++ {
			m := primitive.NewMessage(all, []byte(fmt.Sprint(i))).WithTag("TagA").WithKeys([]string{fmt.Sprint("key", i)})
			m.WithProperty("n", fmt.Sprint(i))
			r, err := p.SendSync(ctx, m)
			if err != nil {
				return err
			}
			if err := equal(primitive.SendOK, r.Status, "status"); err != nil {
				return err
			}
			ids = append(ids, r.MsgID)
		}
		return nil
	})
	check("send async", func() error {
		var lock sync.Mutex
		var wait sync.WaitGroup
		var bad error
		for i := 0; i < 20; i++ {
			wait.Add(1)
			err := p.SendAsync(ctx, func(_ context.Context, r *primitive.SendResult, err error) {
				defer wait.Done()
				lock.Lock()
				defer lock.Unlock()
				if err == nil {
					err = equal(primitive.SendOK, r.Status, "status")
				}
				if bad = errors.Join(bad, err); bad == nil {
					ids = append(ids, r.MsgID)
				}
			}, primitive.NewMessage(all, []byte("async")).WithTag("TagA"))
			if err != nil {
				return err
			}
		}
		wait.Wait()
		return bad
	})
	check("push: all, each once, in order in every queue", func() error {
		r, err := subscribe("all", all, "*")
		if err != nil {
			return err
		}
		defer r.stop()
		if err := until("80 messages", func() bool { return r.count() >= len(ids) }); err != nil {
			return err
		}
		r.lock.Lock()
		defer r.lock.Unlock()
		next := map[int]int64{}
		for _, m := range r.messages {
			if err := equal(next[m.Queue.QueueId], m.QueueOffset, "offset"); err != nil {
				return err
			}
			next[m.Queue.QueueId]++
			if n := m.GetProperty("n"); n != "" {
				if err := equal("key"+n+" "+n, strings.TrimSpace(m.GetKeys())+" "+string(m.Body), "keys and body"); err != nil {
					return err
				}
			}
			if err := equal("TagA", m.GetTags(), "tag"); err != nil {
				return err
			}
		}
		return once(ids, r.messages)
	})
	check("push: the next consumer of the group goes on where the last one stopped", func() error {
		var more []string
		for i := 0; i < 10; i++ {
			r, err := p.SendSync(ctx, primitive.NewMessage(all, []byte("more")))
			if err != nil {
				return err
			}
			more = append(more, r.MsgID)
		}
		r, err := subscribe("all", all, "*")
		if err != nil {
			return err
		}
		defer r.stop()
		if err := until("10 messages", func() bool { return r.count() >= 10 }); err != nil {
			return err
		}
		r.lock.Lock()
		defer r.lock.Unlock()
		return once(more, r.messages)
	})
	check("push: tags A || B", func() error {
		t := topic("tags", 2)
		var wanted []string
		for i := 0; i < 30; i++ {
			tag := string(rune('A' + i%3))
			r, err := p.SendSync(ctx, primitive.NewMessage(t, []byte(tag)).WithTag(tag))
			if err != nil {
				return err
			}
			if tag != "C" {
				wanted = append(wanted, r.MsgID)
			}
		}
		r, err := subscribe("tags", t, "A || B")
		if err != nil {
			return err
		}
		defer r.stop()
		if err := until("20 messages", func() bool { return r.count() >= 20 }); err != nil {
			return err
		}
		r.lock.Lock()
		defer r.lock.Unlock()
		return once(wanted, r.messages)
	})
	check("send one-way, a batch and a long body: a waiting consumer gets them", func() error {
		t := topic("mixed", 1)
		r, err := subscribe("mixed", t, "*")
		if err != nil {
			return err
		}
		defer r.stop()
		if err := p.SendOneWay(ctx, primitive.NewMessage(t, []byte("one-way"))); err != nil {
			return err
		}
		if err := until("the one-way message", func() bool { return r.count() == 1 }); err != nil {
			return err
		}
		begin := time.Now()
		result, err := p.SendSync(ctx, primitive.NewMessage(t, []byte("a")), primitive.NewMessage(t, []byte("b")), primitive.NewMessage(t, []byte("c")))
		if err != nil {
			return err
		}
		if err := equal(int64(1), result.QueueOffset, "first offset of the batch"); err != nil {
			return err
		}
		if err := until("the batch", func() bool { return r.count() == 4 }); err != nil {
			return err
		}
		// Without a wake-up it would wait for the next look at held pulls, every 5 s.
		if took := time.Since(begin); took > 5*time.Second {
			return fmt.Errorf("the waiting consumer was woken after %v", took)
		}
		long := strings.Repeat("0123456789", 10_000)
		if _, err := p.SendSync(ctx, primitive.NewMessage(t, []byte(long))); err != nil {
			return err
		}
		if err := until("the long body", func() bool { return r.count() == 5 }); err != nil {
			return err
		}
		r.lock.Lock()
		defer r.lock.Unlock()
		text := ""
		for _, m := range r.messages {
			text += string(m.Body) + " "
		}
		return equal("one-way a b c "+long+" ", text, "bodies")
	})
	check("two consumers of a group share the messages", func() error {
		t := topic("shared", 4)
		one, err := subscribe("shared", t, "*")
		if err != nil {
			return err
		}
		defer one.Shutdown()
		two, err := subscribe("shared", t, "*")
		if err != nil {
			return err
		}
		defer two.Shutdown()
		// Messages are sent until both have got some: this client does not tell which queues it holds.
		return until("messages at both", func() bool {
			for i := 0; i < 4; i++ {
				if _, err := p.SendSync(ctx, primitive.NewMessage(t, []byte("x"))); err != nil {
					return false
				}
			}
			time.Sleep(100 * time.Millisecond)
			return one.count() > 0 && two.count() > 0
		})
	})
	check("pull: from a queue, by offset", func() error {
		t := topic("pull", 1)
		var sent []string
		for i := 0; i < 20; i++ {
			r, err := p.SendSync(ctx, primitive.NewMessage(t, []byte(fmt.Sprint(i))))
			if err != nil {
				return err
			}
			sent = append(sent, r.MsgID)
		}
		c, err := rocketmq.NewPullConsumer(consumer.WithNsResolver(resolver()), consumer.WithGroupName(name("pull")), consumer.WithInstance(name("pull")))
		if err != nil {
			return err
		}
		if err := c.Subscribe(t, consumer.MessageSelector{Type: consumer.TAG, Expression: "*"}); err != nil {
			return err
		}
		if err := c.Start(); err != nil {
			return err
		}
		defer c.Shutdown()
		queue := &primitive.MessageQueue{Topic: t, BrokerName: "broker-a", QueueId: 0}
		// The queue is filled a moment after the answer to a send.
		var r *primitive.PullResult
		err = until("20 messages in the queue", func() bool {
			r, err = c.PullFrom(ctx, queue, 5, 10)
			return err == nil && r.MaxOffset == 20
		})
		if err != nil {
			return err
		}
		if err := equal(primitive.PullFound, r.Status, "status"); err != nil {
			return err
		}
		if err := equal(int64(15), r.NextBeginOffset, "next offset"); err != nil {
			return err
		}
		if err := equal(int64(20), r.MaxOffset, "maximum"); err != nil {
			return err
		}
		return once(sent[5:15], r.GetMessageExts())
	})
	delivery(p, topic, broker)
	check("admin: delete a topic", func() error {
		err := a.DeleteTopic(ctx, admin.WithTopicDelete(fresh), admin.WithBrokerAddrDelete(broker), admin.WithNameSrvAddr([]string{namesrv}))
		if err != nil {
			return err
		}
		list, err := a.FetchAllTopicList(ctx)
		if err != nil {
			return err
		}
		return equal(false, strings.Contains(strings.Join(list.TopicList, " ")+" ", fresh+" "), "still listed")
	})
	must(p.Shutdown())
	must(a.Close())
	if failed {
		os.Exit(1)
	}
}
