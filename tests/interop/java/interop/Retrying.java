package interop;

import static interop.Check.check;
import static interop.Check.equal;
import static interop.Check.require;
import static interop.Check.until;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyContext;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.ConsumeOrderlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.consumer.listener.MessageListenerOrderly;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.common.subscription.SubscriptionGroupConfig;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;

/** Messages that cannot be consumed: retries, dead letters. The broker's levels are short, as in `run`. */
final class Retrying {
    interface Listener {
        boolean consumed(MessageExt message, ConsumeConcurrentlyContext context);
    }

    static DefaultMQPushConsumer consumer(Env env, String group, String topic, int max, Listener listener) throws Exception {
        DefaultMQPushConsumer c = new DefaultMQPushConsumer(group);
        c.setNamesrvAddr(env.namesrv);
        c.setInstanceName(Env.instance());
        c.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        c.setMaxReconsumeTimes(max);
        c.subscribe(topic, "*");
        c.registerMessageListener((MessageListenerConcurrently) (messages, context) ->
            listener.consumed(messages.get(0), context) ? ConsumeConcurrentlyStatus.CONSUME_SUCCESS : ConsumeConcurrentlyStatus.RECONSUME_LATER);
        c.start();
        return c;
    }

    static void run(Env env) throws Exception {
        String topic = env.topic("retrying", 1);
        String group = env.name("retries");
        List<MessageExt> seen = Collections.synchronizedList(new ArrayList<>());
        SendResult[] sent = new SendResult[1];
        DefaultMQPushConsumer c = consumer(env, group, topic, 3, (m, context) -> {
            if (Env.text(m).equals("bad")) seen.add(m);
            return !Env.text(m).equals("bad");
        });
        check("retry: a message that fails comes again, three times, and no more", () -> {
            env.producer.send(new Message(topic, Env.bytes("good")));
            Message bad = new Message(topic, "TagR", "the-key", Env.bytes("bad"));
            bad.putUserProperty("mine", "kept");
            sent[0] = env.producer.send(bad);
            until("four attempts", () -> seen.size() >= 4);
            for (int i = 0; i < 4; i++) equal(i, seen.get(i).getReconsumeTimes(), "reconsume times of attempt " + i);
            until("a dead letter", () -> deadLetters(env, group) == 1);
            Thread.sleep(500);
            equal(4, seen.size(), "attempts");
        });
        check("retry: each attempt shows the topic and the ids of the first", () -> {
            for (int i = 0; i < 4; i++) {
                MessageExt m = seen.get(i);
                equal(topic, m.getTopic(), "topic of attempt " + i);
                equal(sent[0].getMsgId(), m.getMsgId(), "unique id");
                equal("TagR", m.getTags(), "tag");
                equal("the-key", m.getKeys(), "key");
                equal("kept", m.getProperty("mine"), "a property of the user's");
                if (i == 0) continue;
                equal(topic, m.getProperty("RETRY_TOPIC"), "RETRY_TOPIC");
                equal(sent[0].getOffsetMsgId(), m.getProperty("ORIGIN_MESSAGE_ID"), "ORIGIN_MESSAGE_ID");
                equal(Integer.toString(2 + i), m.getProperty("DELAY"), "DELAY of attempt " + i);
                equal("%RETRY%" + group, m.getProperty("REAL_TOPIC"), "REAL_TOPIC");
                equal("false", m.getProperty("WAIT"), "WAIT");
            }
            long pause = seen.get(1).getStoreTimestamp() - seen.get(0).getStoreTimestamp();
            require(pause >= 3_000 && pause < 10_000, "level 3 is 3 s, the first retry was stored after " + pause + " ms");
        });
        check("retry: the dead letter is in its group's topic, whole", () -> {
            equal(1, env.admin.examineTopicConfig(env.address, "%DLQ%" + group).getReadQueueNums(), "queues");
            equal(6, env.admin.examineTopicConfig(env.address, "%DLQ%" + group).getPerm(), "perm");
            MessageExt dead = pull(env, "%DLQ%" + group, 0);
            equal("bad", Env.text(dead), "body");
            equal(4, dead.getReconsumeTimes(), "reconsume times");
            equal("0", dead.getProperty("DELAY"), "DELAY");
            equal(topic, dead.getProperty("RETRY_TOPIC"), "RETRY_TOPIC");
            equal(sent[0].getOffsetMsgId(), dead.getProperty("ORIGIN_MESSAGE_ID"), "ORIGIN_MESSAGE_ID");
            equal("TagR", dead.getTags(), "tag");
            equal(seen.get(0).getBornTimestamp(), dead.getBornTimestamp(), "born time");
            equal(seen.get(0).getBornHost(), dead.getBornHost(), "born host");
            equal(seen.get(0).getStoreHost(), dead.getStoreHost(), "store host");
        });
        c.shutdown();

        check("retry: the listener's own delay level, and none at all", () -> {
            String chosen = env.topic("chosen", 1);
            String group2 = env.name("chosen");
            List<MessageExt> got = Collections.synchronizedList(new ArrayList<>());
            DefaultMQPushConsumer c2 = consumer(env, group2, chosen, 16, (m, context) -> {
                got.add(m);
                boolean never = Env.text(m).equals("never");
                context.setDelayLevelWhenNextConsume(never ? -1 : 1);
                return m.getReconsumeTimes() > 0;
            });
            env.producer.send(new Message(chosen, Env.bytes("soon")));
            // A client asks for the route of its retry topic when it starts, and then every half minute.
            until("the retry", () -> got.size() >= 2);
            equal("1", got.get(1).getProperty("DELAY"), "DELAY");
            env.producer.send(new Message(chosen, Env.bytes("never")));
            until("a dead letter at once", () -> deadLetters(env, group2) == 1);
            equal(3, got.size(), "attempts");
            c2.shutdown();
        });
        check("retry: the group's retryMaxTimes, where the client leaves it at 16 by its own header", () -> {
            String plain = env.topic("plain", 1);
            env.send(plain, "T", 1);
            env.settled(plain, 1, 1);
            SubscriptionGroupConfig config = new SubscriptionGroupConfig();
            config.setGroupName(env.name("once"));
            config.setRetryMaxTimes(0);
            env.admin.createAndUpdateSubscriptionGroupConfig(env.address, config);
            MessageExt m = pull(env, plain, 0);
            equal(0, back(env, config.getGroupName(), m.getCommitLogOffset(), Map.of()).getCode(), "code");
            until("a dead letter", () -> deadLetters(env, config.getGroupName()) == 1);
            // The header overrides the group's setting.
            equal(0, back(env, config.getGroupName(), m.getCommitLogOffset(), Map.of("maxReconsumeTimes", "5")).getCode(), "code");
            until("a retry", () -> env.admin.maxOffset(env.queue("%RETRY%" + config.getGroupName(), 0)) == 1);
            equal(1L, deadLetters(env, config.getGroupName()), "dead letters");
        });
        check("retry: a group without retry queues drops what comes back", () -> {
            SubscriptionGroupConfig config = new SubscriptionGroupConfig();
            config.setGroupName(env.name("drops"));
            config.setRetryQueueNums(0);
            env.admin.createAndUpdateSubscriptionGroupConfig(env.address, config);
            RemotingCommand answer = back(env, config.getGroupName(), 999_999_999_999L, Map.of());
            equal(0, answer.getCode(), "code");
            equal(null, answer.getRemark(), "remark");
        });
        check("retry: a place where there is no message: code 1", () -> {
            RemotingCommand answer = back(env, env.name("nothing"), 999_999_999_999L, Map.of());
            equal(1, answer.getCode(), "code");
            equal("look message by offset failed, 999999999999", answer.getRemark(), "remark");
        });
        check("retry: a plain send to a retry topic at its limit is a dead letter; below it stays", () -> {
            String group3 = env.name("byhand");
            RemotingCommand answer = send(env, "%RETRY%" + group3, Map.of("j", "3", "l", "3"));
            equal(0, answer.getCode(), "code");
            equal("0", answer.getExtFields().get("queueId"), "queue");
            until("the dead letter", () -> deadLetters(env, group3) == 1);
            equal(3, pull(env, "%DLQ%" + group3, 0).getReconsumeTimes(), "reconsume times");
            equal(0, send(env, "%RETRY%" + group3, Map.of("j", "2", "l", "3")).getCode(), "code");
            until("the retry", () -> env.admin.maxOffset(env.queue("%RETRY%" + group3, 0)) == 1);
            equal(1L, deadLetters(env, group3), "dead letters");
        });

        orderly(env);
    }

    /** Ordered consumption: locks, and a message that fails. */
    static void orderly(Env env) throws Exception {
        String topic = env.topic("orderly", 2);
        String group = env.name("orderly");
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger failures = new AtomicInteger();
        List<SendResult> sent = new ArrayList<>();
        for (int i = 0; i < 20; i++) sent.add(env.producer.send(new Message(topic, Env.bytes("" + i)), env.queue(topic, 0)));
        DefaultMQPushConsumer one = ordered(env, group, topic, (m, suspend) -> {
            seen.add(Env.text(m));
            return !Env.text(m).equals("7") || failures.incrementAndGet() > 2;
        });
        check("orderly: a message that fails is tried again before the next one", () -> {
            until("all messages", () -> seen.size() >= 22);
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 20; i++) for (int n = 0; n < (i == 7 ? 3 : 1); n++) expected.add("" + i);
            equal(expected, seen, "order");
        });
        MessageQueue queue = env.queue(topic, 0);
        check("orderly: the broker gives a locked queue to nobody else, and to its owner again", () -> {
            equal(List.of(), lock(env, 41, group, "other@1", queue), "for another");
            equal(List.of(queue), lock(env, 41, group, one.buildMQClientId(), queue), "for its owner");
            equal(List.of(queue), lock(env, 41, env.name("elsewhere"), "other@1", queue), "in another group");
        });
        check("orderly: only the owner can unlock", () -> {
            lock(env, 42, group, "other@1", queue);
            equal(List.of(), lock(env, 41, group, "other@1", queue), "after a stranger's unlock");
            one.shutdown();
            until("the queue is free", () -> lock(env, 41, group, "other@1", queue).equals(List.of(queue)));
            lock(env, 42, group, "other@1", queue);
        });
        check("orderly: two consumers share the queues, and each keeps its order", () -> {
            String shared = env.topic("shares", 4);
            String both = env.name("shares");
            Map<Integer, List<String>> byQueue = Collections.synchronizedMap(new HashMap<>());
            Each each = (m, suspend) -> {
                byQueue.computeIfAbsent(m.getQueueId(), id -> Collections.synchronizedList(new ArrayList<>())).add(Env.text(m));
                return true;
            };
            DefaultMQPushConsumer a = ordered(env, both, shared, each);
            DefaultMQPushConsumer b = ordered(env, both, shared, each);
            until("two queues each", () -> queues(a, shared) == 2 && queues(b, shared) == 2);
            for (int i = 0; i < 40; i++) env.producer.send(new Message(shared, Env.bytes("" + i)), env.queue(shared, i % 4));
            until("all messages", () -> byQueue.values().stream().mapToInt(List::size).sum() >= 40);
            for (int id = 0; id < 4; id++) {
                List<String> expected = new ArrayList<>();
                for (int i = id; i < 40; i += 4) expected.add("" + i);
                equal(expected, byQueue.get(id), "queue " + id);
            }
            a.shutdown();
            b.shutdown();
        });
    }

    interface Each {
        boolean consumed(MessageExt message, Object context);
    }

    static DefaultMQPushConsumer ordered(Env env, String group, String topic, Each each) throws Exception {
        DefaultMQPushConsumer c = new DefaultMQPushConsumer(group);
        c.setNamesrvAddr(env.namesrv);
        c.setInstanceName(Env.instance());
        c.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        c.setSuspendCurrentQueueTimeMillis(200);
        c.subscribe(topic, "*");
        c.registerMessageListener((MessageListenerOrderly) (messages, context) -> each.consumed(messages.get(0), context)
            ? ConsumeOrderlyStatus.SUCCESS : ConsumeOrderlyStatus.SUSPEND_CURRENT_QUEUE_A_MOMENT);
        c.start();
        return c;
    }

    static long queues(DefaultMQPushConsumer c, String topic) {
        return c.getDefaultMQPushConsumerImpl().getRebalanceImpl().getProcessQueueTable().entrySet().stream()
            .filter(e -> e.getKey().getTopic().equals(topic) && e.getValue().isLocked()).count();
    }

    static List<MessageQueue> lock(Env env, int code, String group, String client, MessageQueue queue) throws Exception {
        var body = new org.apache.rocketmq.common.protocol.body.LockBatchRequestBody();
        body.setClientId(client);
        body.setConsumerGroup(group);
        body.setMqSet(java.util.Set.of(queue));
        RemotingCommand answer = env.raw(env.address, code, Map.of(), body.encode());
        equal(0, answer.getCode(), "code");
        if (code == 42) return null;
        var decoded = org.apache.rocketmq.common.protocol.body.LockBatchResponseBody.decode(answer.getBody(),
            org.apache.rocketmq.common.protocol.body.LockBatchResponseBody.class);
        return new ArrayList<>(decoded.getLockOKMQSet());
    }

    static long deadLetters(Env env, String group) {
        try {
            return env.admin.maxOffset(env.queue("%DLQ%" + group, 0));
        } catch (Exception noRoute) {
            return 0;
        }
    }

    static RemotingCommand back(Env env, String group, long offset, Map<String, String> more) throws Exception {
        Map<String, String> fields = new HashMap<>(Map.of("group", group, "offset", "" + offset, "delayLevel", "0"));
        fields.putAll(more);
        return env.raw(env.address, 36, fields);
    }

    static RemotingCommand send(Env env, String topic, Map<String, String> more) throws Exception {
        Map<String, String> fields = new HashMap<>(Map.of("a", "P", "b", topic, "c", "TBW102", "d", "4", "e", "0", "f", "0", "g", "1", "h", "0"));
        fields.putAll(more);
        return env.raw(env.address, 310, fields, Env.bytes("by hand"));
    }

    static MessageExt pull(Env env, String topic, long offset) throws Exception {
        RemotingCommand answer = env.raw(env.address, 11, Map.of("consumerGroup", env.name("looks"), "topic", topic, "queueId", "0",
            "queueOffset", "" + offset, "maxMsgNums", "1", "sysFlag", "4", "commitOffset", "0", "suspendTimeoutMillis", "0", "subVersion", "0",
            "subscription", "*"));
        equal(0, answer.getCode(), "code of a pull from " + topic + " (" + answer.getRemark() + ")");
        return org.apache.rocketmq.common.message.MessageDecoder.decode(java.nio.ByteBuffer.wrap(answer.getBody()));
    }
}
