package main

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/apache/rocketmq-client-go/v2"
	"github.com/apache/rocketmq-client-go/v2/consumer"
	"github.com/apache/rocketmq-client-go/v2/primitive"
	"github.com/apache/rocketmq-client-go/v2/producer"
)

// delivery is about what a broker does between a send and a delivery: expressions, order, broadcast, delay, retries, transactions, offsets set back.
func delivery(p rocketmq.Producer, topic func(string, int) string, broker string) {
	send := func(m *primitive.Message) (*primitive.SendResult, error) { return p.SendSync(ctx, m) }
	setBack := resetBegins(topic("reset", 1), send, broker)
	check("push: an expression", func() error { return expression(topic("sql", 2), send) })
	check("push: in order, a message that was not taken first", func() error { return ordered(topic("ordered", 2)) })
	check("push: broadcast, every consumer gets everything", func() error { return broadcast(topic("broadcast", 2), send) })
	check("push: a delayed message comes late", func() error { return delayed(topic("delayed", 1), send) })
	check("push: a message that was not taken comes again", func() error { return again(topic("again", 1), send) })
	check("transaction: committed, rolled back, asked about", func() error { return transaction(topic("tx", 1)) })
	check("offsets: a running consumer is told that they were set back", setBack)
}

// take is what a listener does with a message.
type take func(*primitive.MessageExt) consumer.ConsumeResult

// listen starts a push consumer that notes the messages that were taken.
func listen(group, topic string, selector consumer.MessageSelector, what take, options ...consumer.Option) (*received, error) {
	options = append([]consumer.Option{consumer.WithNsResolver(resolver()), consumer.WithGroupName(name(group)),
		consumer.WithInstance(name(group) + time.Now().String()), consumer.WithConsumeFromWhere(consumer.ConsumeFromFirstOffset)}, options...)
	c, err := rocketmq.NewPushConsumer(options...)
	if err != nil {
		return nil, err
	}
	r := &received{PushConsumer: c}
	err = c.Subscribe(topic, selector, func(_ context.Context, messages ...*primitive.MessageExt) (consumer.ConsumeResult, error) {
		r.lock.Lock()
		defer r.lock.Unlock()
		for _, m := range messages {
			if result := what(m); result != consumer.ConsumeSuccess {
				return result, nil
			}
			r.messages = append(r.messages, m)
		}
		return consumer.ConsumeSuccess, nil
	})
	if err != nil {
		return nil, err
	}
	return r, c.Start()
}

var everything = consumer.MessageSelector{Type: consumer.TAG, Expression: "*"}

func taken(*primitive.MessageExt) consumer.ConsumeResult { return consumer.ConsumeSuccess }

// await waits for count messages and gives their bodies in the order of arrival.
func (r *received) await(count int) (string, error) {
	if err := until(fmt.Sprint(count, " messages"), func() bool { return r.count() >= count }); err != nil {
		return "", err
	}
	r.lock.Lock()
	defer r.lock.Unlock()
	var texts []string
	for _, m := range r.messages {
		texts = append(texts, string(m.Body))
	}
	return strings.Join(texts, " "), nil
}

type sender func(*primitive.Message) (*primitive.SendResult, error)

func expression(topic string, send sender) error {
	for i := 0; i < 10; i++ {
		m := primitive.NewMessage(topic, []byte(fmt.Sprint(i)))
		m.WithProperty("n", fmt.Sprint(i))
		if _, err := send(m); err != nil {
			return err
		}
	}
	r, err := listen("sql", topic, consumer.MessageSelector{Type: consumer.SQL92, Expression: "n between 3 and 5"}, taken, consumer.WithConsumeGoroutineNums(1))
	if err != nil {
		return err
	}
	defer r.stop()
	texts, err := r.await(3)
	if err != nil {
		return err
	}
	for _, text := range []string{"3", "4", "5"} {
		if !strings.Contains(texts, text) {
			return fmt.Errorf("found %s", texts)
		}
	}
	return equal(3, r.count(), "messages")
}

func ordered(topic string) error {
	// One producer that picks the queue by the key.
	p, err := rocketmq.NewProducer(producer.WithNsResolver(resolver()), producer.WithGroupName(name("ordered")), producer.WithInstanceName(name("ordered")),
		producer.WithQueueSelector(producer.NewHashQueueSelector()))
	if err != nil {
		return err
	}
	if err := p.Start(); err != nil {
		return err
	}
	defer p.Shutdown()
	for i := 0; i < 40; i++ {
		if _, err := p.SendSync(ctx, primitive.NewMessage(topic, []byte(fmt.Sprint(i))).WithShardingKey(fmt.Sprint("key", i%4))); err != nil {
			return err
		}
	}
	refused := 0
	once := func(m *primitive.MessageExt) consumer.ConsumeResult {
		if string(m.Body) == "8" && refused == 0 {
			refused++
			return consumer.SuspendCurrentQueueAMoment
		}
		return consumer.ConsumeSuccess
	}
	r, err := listen("ordered", topic, everything, once, consumer.WithConsumerOrder(true))
	if err != nil {
		return err
	}
	defer r.stop()
	texts, err := r.await(40)
	if err != nil {
		return err
	}
	if err := equal(1, refused, "messages that were not taken at once"); err != nil {
		return err
	}
	next := map[int]int{}
	for _, text := range strings.Fields(texts) {
		var i int
		if _, err := fmt.Sscan(text, &i); err != nil {
			return err
		}
		if expected, known := next[i%4]; known && expected != i {
			return fmt.Errorf("%d came before %d: %s", i, expected, texts)
		}
		next[i%4] = i + 4
	}
	return equal(40, r.count(), "messages")
}

func broadcast(topic string, send sender) error {
	var all []*received
	for i := 0; i < 2; i++ {
		r, err := listen("broadcast", topic, everything, taken, consumer.WithConsumerModel(consumer.BroadCasting))
		if err != nil {
			return err
		}
		defer r.stop()
		all = append(all, r)
	}
	var ids []string
	for i := 0; i < 10; i++ {
		r, err := send(primitive.NewMessage(topic, []byte("to all")))
		if err != nil {
			return err
		}
		ids = append(ids, r.MsgID)
	}
	for _, r := range all {
		if _, err := r.await(10); err != nil {
			return err
		}
		if err := once(ids, r.messages); err != nil {
			return err
		}
	}
	return nil
}

func delayed(topic string, send sender) error {
	r, err := listen("delayed", topic, everything, taken)
	if err != nil {
		return err
	}
	defer r.stop()
	if _, err := send(primitive.NewMessage(topic, []byte("late")).WithDelayTimeLevel(2)); err != nil {
		return err
	}
	if _, err := send(primitive.NewMessage(topic, []byte("now"))); err != nil {
		return err
	}
	texts, err := r.await(2)
	if err != nil {
		return err
	}
	return equal("now late", texts, "order")
}

func again(topic string, send sender) error {
	var times []int32
	r, err := listen("again", topic, everything, func(m *primitive.MessageExt) consumer.ConsumeResult {
		times = append(times, m.ReconsumeTimes)
		if m.ReconsumeTimes == 0 {
			return consumer.ConsumeRetryLater
		}
		return consumer.ConsumeSuccess
	})
	if err != nil {
		return err
	}
	defer r.stop()
	if _, err := send(primitive.NewMessage(topic, []byte("again"))); err != nil {
		return err
	}
	if _, err := r.await(1); err != nil {
		return err
	}
	return equal("[0 1]", fmt.Sprint(times), "times it was consumed before")
}

// decisions commit, roll back or leave open by the text; what was left open is committed when it is asked about, unless it is lost.
type decisions struct {
	lock  sync.Mutex
	asked map[string]bool
}

func (d *decisions) ExecuteLocalTransaction(m *primitive.Message) primitive.LocalTransactionState {
	switch string(m.Body) {
	case "commit":
		return primitive.CommitMessageState
	case "roll-back":
		return primitive.RollbackMessageState
	}
	return primitive.UnknowState
}

func (d *decisions) CheckLocalTransaction(m *primitive.MessageExt) primitive.LocalTransactionState {
	d.lock.Lock()
	defer d.lock.Unlock()
	d.asked[string(m.Body)] = true
	if string(m.Body) == "found" {
		return primitive.CommitMessageState
	}
	return primitive.RollbackMessageState
}

func transaction(topic string) error {
	d := &decisions{asked: map[string]bool{}}
	p, err := rocketmq.NewTransactionProducer(d, producer.WithNsResolver(resolver()), producer.WithGroupName(name("tx")), producer.WithInstanceName(name("tx")))
	if err != nil {
		return err
	}
	if err := p.Start(); err != nil {
		return err
	}
	defer p.Shutdown()
	r, err := listen("tx", topic, everything, taken)
	if err != nil {
		return err
	}
	defer r.stop()
	for _, text := range []string{"roll-back", "lost", "found", "commit"} {
		if _, err := p.SendMessageInTransaction(ctx, primitive.NewMessage(topic, []byte(text))); err != nil {
			return err
		}
	}
	texts, err := r.await(2)
	if err != nil {
		return err
	}
	if err := equal("commit found", texts, "delivered"); err != nil {
		return err
	}
	return until("a question about the lost one", func() bool {
		d.lock.Lock()
		defer d.lock.Unlock()
		return d.asked["lost"]
	})
}

// resetBegins lets a consumer get five messages and has its offsets set back. This client thinks for ten seconds before it obeys: the returned
// check waits for the five to come again.
func resetBegins(topic string, send sender, broker string) func() error {
	r, err := listen("reset", topic, everything, taken, consumer.WithConsumeGoroutineNums(1))
	if err == nil {
		for i := 0; i < 5 && err == nil; i++ {
			_, err = send(primitive.NewMessage(topic, []byte(fmt.Sprint(i))))
		}
	}
	if err == nil {
		_, err = r.await(5)
	}
	if err == nil {
		err = raw(broker, 222, map[string]string{"topic": topic, "group": name("reset"), "timestamp": "0", "isForce": "true"})
	}
	return func() error {
		if err != nil {
			return err
		}
		defer r.stop()
		texts, err := r.await(10)
		if err != nil {
			return err
		}
		return equal("0 1 2 3 4 0 1 2 3 4", texts[:19], "what came")
	}
}

// raw makes one request that this client has no call for; its answer has to be a success.
func raw(address string, code int, fields map[string]string) error {
	connection, err := net.DialTimeout("tcp", address, 5*time.Second)
	if err != nil {
		return err
	}
	defer connection.Close()
	header, err := json.Marshal(map[string]any{"code": code, "language": "JAVA", "version": 407, "opaque": 1, "flag": 0, "extFields": fields})
	if err != nil {
		return err
	}
	frame := binary.BigEndian.AppendUint32(nil, uint32(4+len(header)))
	frame = append(binary.BigEndian.AppendUint32(frame, uint32(len(header))), header...)
	if _, err := connection.Write(frame); err != nil {
		return err
	}
	_ = connection.SetReadDeadline(time.Now().Add(10 * time.Second))
	var lengths [8]byte
	if _, err := io.ReadFull(connection, lengths[:]); err != nil {
		return err
	}
	answer := make([]byte, binary.BigEndian.Uint32(lengths[4:])&0xffffff)
	if _, err := io.ReadFull(connection, answer); err != nil {
		return err
	}
	var head struct {
		Code   int
		Remark string
	}
	if err := json.Unmarshal(answer, &head); err != nil {
		return err
	}
	if head.Code != 0 {
		return fmt.Errorf("code %d: %s", head.Code, head.Remark)
	}
	return nil
}
