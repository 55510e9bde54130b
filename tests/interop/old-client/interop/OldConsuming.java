package interop;

import static interop.Check.check;
import static interop.Check.equal;
import static interop.Check.require;
import static interop.Check.until;

import interop.OldEnv.Received;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.rocketmq.client.consumer.MessageSelector;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.ConsumeOrderlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.consumer.listener.MessageListenerOrderly;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.common.protocol.heartbeat.MessageModel;

/** Push consumers: everything, filtered, ordered, to all, again, late. */
final class OldConsuming {
    static void run(OldEnv env) throws Exception {
        String topic = env.topic("consuming", 4);
        List<SendResult> sent = env.send(topic, "TagA", 100);
        String group = env.name("all");
        check("push: all messages, each once", () -> {
            try (Received r = env.consumer(group, c -> c.subscribe(topic, "*"))) {
                OldEnv.once(sent, r.await(100));
                Set<Integer> queues = r.await(100).stream().map(MessageExt::getQueueId).collect(Collectors.toSet());
                equal(Set.of(0, 1, 2, 3), queues, "queues");
            }
        });
        check("push: the next consumer goes on where the last one stopped; it waits and is woken", () -> {
            List<SendResult> more = env.send(topic, "TagA", 20);
            try (Received r = env.consumer(group, c -> c.subscribe(topic, "*"))) {
                OldEnv.once(more, r.await(20));
                for (int i = 0; i < 3; i++) more.addAll(env.send(topic, "TagA", 1));
                OldEnv.once(more, r.await(23));
            }
        });
        check("push: tags", () -> {
            String tagged = env.topic("tags", 2);
            List<SendResult> wanted = env.send(tagged, "TagA", 10);
            env.send(tagged, "TagB", 10);
            wanted.addAll(env.send(tagged, "TagC", 10));
            try (Received r = env.consumer(env.name("tags"), c -> c.subscribe(tagged, "TagA || TagC"))) {
                OldEnv.once(wanted, r.await(20));
            }
        });
        check("push: an expression", () -> expression(env));
        check("push: in order", () -> ordered(env));
        check("push: broadcast, every consumer gets everything", () -> broadcast(env));
        check("push: a message that was not taken comes again", () -> again(env));
        check("push: a message that is never taken ends among the dead letters", () -> dead(env));
        check("push: a delayed message comes late", () -> {
            String delayed = env.topic("delayed", 1);
            try (Received r = env.consumer(env.name("delayed"), c -> c.subscribe(delayed, "*"))) {
                Message message = new Message(delayed, OldEnv.bytes("late"));
                message.setDelayTimeLevel(2);
                env.producer.send(message);
                env.producer.send(new Message(delayed, OldEnv.bytes("now")));
                equal("now late", OldEnv.texts(r.await(2)), "order");
                MessageExt late = r.await(2).get(1);
                equal(delayed, late.getTopic(), "topic");
                require(late.getStoreTimestamp() - late.getBornTimestamp() >= 1_900, "stored after " + (late.getStoreTimestamp() - late.getBornTimestamp()) + " ms");
            }
        });
    }

    private static void expression(OldEnv env) throws Exception {
        String topic = env.topic("sql", 2);
        for (int i = 0; i < 10; i++) {
            Message message = new Message(topic, "Tag" + i % 3, OldEnv.bytes("" + i));
            message.putUserProperty("a", "" + i);
            env.producer.send(message);
        }
        String expression = "(TAGS is not null and TAGS in ('Tag0', 'Tag1')) and (a is not null and a between 0 and 3)";
        try (Received r = env.consumer(env.name("sql"), c -> c.subscribe(topic, MessageSelector.bySql(expression)))) {
            List<String> texts = r.await(3).stream().map(OldEnv::text).sorted().collect(Collectors.toList());
            equal(List.of("0", "1", "3"), texts, "messages");
        }
    }

    private static void ordered(OldEnv env) throws Exception {
        String topic = env.topic("ordered", 2);
        List<MessageQueue> queues = env.queues(topic);
        for (int i = 0; i < 60; i++) env.producer.send(new Message(topic, OldEnv.bytes("" + i)), queues.get(i % 2));
        Set<String> failedOnce = new HashSet<>();
        List<MessageExt> taken = Collections.synchronizedList(new ArrayList<>());
        try (Received r = env.consumer(env.name("ordered"), c -> {
            c.setConsumeThreadMax(4);
            c.setConsumeThreadMin(4);
            c.subscribe(topic, "*");
            c.registerMessageListener((MessageListenerOrderly) (messages, context) -> {
                synchronized (failedOnce) {
                    if (OldEnv.text(messages.get(0)).endsWith("7") && failedOnce.add(messages.get(0).getMsgId())) {
                        context.setSuspendCurrentQueueTimeMillis(50);
                        return ConsumeOrderlyStatus.SUSPEND_CURRENT_QUEUE_A_MOMENT;
                    }
                }
                taken.addAll(messages);
                return ConsumeOrderlyStatus.SUCCESS;
            });
        })) {
            until("60 messages", () -> taken.size() >= 60);
            equal(6, failedOnce.size(), "messages that failed once");
            for (int id = 0; id < 2; id++) {
                int which = id;
                String expected = IntStream.range(0, 30).mapToObj(i -> "" + (2 * i + which)).collect(Collectors.joining(" "));
                String found = taken.stream().filter(m -> m.getQueueId() == which).map(OldEnv::text).collect(Collectors.joining(" "));
                equal(expected, found, "queue " + id);
            }
        }
    }

    private static void broadcast(OldEnv env) throws Exception {
        String topic = env.topic("broadcast", 2);
        OldEnv.Setting setting = c -> {
            c.setMessageModel(MessageModel.BROADCASTING);
            c.subscribe(topic, "*");
        };
        try (Received one = env.consumer(env.name("broadcast"), setting); Received two = env.consumer(env.name("broadcast"), setting)) {
            List<SendResult> sent = env.send(topic, "TagA", 20);
            OldEnv.once(sent, one.await(20));
            OldEnv.once(sent, two.await(20));
        }
    }

    private static void again(OldEnv env) throws Exception {
        String topic = env.topic("again", 1);
        String group = env.name("again");
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        SendResult sent = env.send(topic, "TagA", 1).get(0);
        try (Received r = env.consumer(group, c -> {
            c.subscribe(topic, "*");
            c.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
                MessageExt m = messages.get(0);
                seen.add(m.getMsgId() + " " + m.getTopic() + " " + m.getReconsumeTimes());
                context.setDelayLevelWhenNextConsume(1);
                return m.getReconsumeTimes() < 2 ? ConsumeConcurrentlyStatus.RECONSUME_LATER : ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
            });
        })) {
            until("three deliveries", () -> seen.size() >= 3);
            String id = sent.getMsgId() + " " + topic + " ";
            equal(List.of(id + 0, id + 1, id + 2), seen, "deliveries");
        }
    }

    private static void dead(OldEnv env) throws Exception {
        String topic = env.topic("dead", 1);
        String group = env.name("dead");
        SendResult sent = env.send(topic, "TagA", 1).get(0);
        AtomicInteger deliveries = new AtomicInteger();
        try (Received never = env.consumer(group, c -> {
            c.setMaxReconsumeTimes(1);
            c.subscribe(topic, "*");
            c.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
                deliveries.incrementAndGet();
                context.setDelayLevelWhenNextConsume(1);
                return ConsumeConcurrentlyStatus.RECONSUME_LATER;
            });
        })) {
            until("two deliveries", () -> deliveries.get() == 2);
        }
        try (Received r = env.consumer(env.name("undertaker"), c -> c.subscribe("%DLQ%" + group, "*"))) {
            MessageExt dead = r.await(1).get(0);
            equal("0", OldEnv.text(dead), "body");
            equal(sent.getOffsetMsgId(), dead.getProperty("ORIGIN_MESSAGE_ID"), "where it comes from");
        }
    }
}
