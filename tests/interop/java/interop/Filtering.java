package interop;

import static interop.Check.check;
import static interop.Check.equal;
import static interop.Check.refused;
import static interop.Check.require;
import static interop.Check.until;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.rocketmq.client.consumer.DefaultLitePullConsumer;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.MessageSelector;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.consumer.PullStatus;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;

/** SQL92 filters over message properties. */
@SuppressWarnings("deprecation")
final class Filtering {
    private static final String[][] PROPERTIES = {
        {}, {"a", "1"}, {"a", "5"}, {"a", "-3"}, {"a", "5.5"}, {"a", "abc"}, {"a", "true"}, {"a", "1", "b", "x"}, {"a", "7", "b", "it's"}, {"b", "x"}, {"b", "2147483648"},
    };

    /** Expression, then the numbers of the messages it selects. */
    private static final String[][] TABLE = {
        {"a = 1", "1 7"}, {"a > 1", "2 8"}, {"a >= 1 AND a < 7", "1 2 7"}, {"a < 0", "3"}, {"a = 5.5", "4"}, {"a > 5.1", "4 8"}, {"a BETWEEN 1 AND 5", "1 2 7"},
        {"a NOT BETWEEN 1 AND 5", "3 8"}, {"a IN ('1', 'abc')", "1 5 7"}, {"a NOT IN ('1', 'abc')", "2 3 4 6 8"}, {"a IS NULL", "0 9 10"}, {"a IS NOT NULL AND b IS NULL", "1 2 3 4 5 6"},
        {"a = 'abc' OR b = 'x'", "5 7 9"}, {"b = 'it''s'", "8"}, {"a = TRUE", "6"}, {"NOT (a = 'abc')", "1 2 3 4 6 7 8"}, {"a <> 'abc'", "1 2 3 4 6 7 8"}, {"b = 2147483648", "10"}, {"b > 2147483647", ""},
        {"a = 1 AND (b = 'x' OR b = 'y')", "7"}, {"TAGS = 'even' AND a > 1", "2 8"}, {"a > b", ""}, {"NOT a", "1 2 3 4 5 6 7 8"}, {"a", ""}, {"TRUE", "0 1 2 3 4 5 6 7 8 9 10"}, {"a = --5\n5", "2"},
        {"a = 1 /* one */ OR a = 5", "1 2 7"},
    };

    static void run(Env env) throws Exception {
        String topic = env.topic("filtering", 1);
        MessageQueue queue = env.queue(topic, 0);
        for (int i = 0; i < PROPERTIES.length; i++) {
            Message message = new Message(topic, i % 2 == 0 ? "even" : "odd", Env.bytes("" + i));
            for (int j = 0; j < PROPERTIES[i].length; j += 2) message.putUserProperty(PROPERTIES[i][j], PROPERTIES[i][j + 1]);
            env.producer.send(message, queue);
        }
        env.settled(topic, 1, PROPERTIES.length);
        DefaultMQPullConsumer pull = new DefaultMQPullConsumer(env.name("sqlpull"));
        pull.setNamesrvAddr(env.namesrv);
        pull.setInstanceName(Env.instance());
        pull.start();
        // Without a heartbeat the client does not know the broker's version, and then sends no expressions.
        until("the broker's version", () -> {
            pull.getDefaultMQPullConsumerImpl().getRebalanceImpl().getmQClientFactory().sendHeartbeatToAllBrokerWithLock();
            try {
                return pull.pull(queue, MessageSelector.bySql("a = 1"), 0, 1) != null;
            } catch (MQClientException unknown) {
                return false;
            }
        });
        for (String[] row : TABLE) {
            check("sql: " + row[0].replace('\n', ' '), () -> {
                List<String> found = new ArrayList<>();
                long next = 0;
                while (next < PROPERTIES.length) {
                    PullResult result = pull.pull(queue, MessageSelector.bySql(row[0]), next, 32);
                    if (result.getPullStatus() == PullStatus.FOUND) {
                        for (MessageExt message : result.getMsgFoundList()) found.add(Env.text(message));
                    } else {
                        equal(PullStatus.NO_MATCHED_MSG, result.getPullStatus(), "status at " + next);
                    }
                    require(result.getNextBeginOffset() > next, "no way on from " + next);
                    next = result.getNextBeginOffset();
                }
                equal(row[1], String.join(" ", found), "selected");
            });
        }
        check("sql: nothing selected, the next offset is behind all", () -> {
            PullResult result = pull.pull(queue, MessageSelector.bySql("a = 12345"), 0, 32);
            equal(PullStatus.NO_MATCHED_MSG, result.getPullStatus(), "status");
            equal((long) PROPERTIES.length, result.getNextBeginOffset(), "next offset");
        });
        pull.shutdown();
        check("sql: a broken expression is refused at the start of a consumer", () -> {
            DefaultMQPushConsumer broken = push(env, "broken", Collections.newSetFromMap(new java.util.concurrent.ConcurrentHashMap<>()));
            broken.subscribe(topic, MessageSelector.bySql("a >"));
            try {
                refused(23, broken::start);
            } finally {
                broken.shutdown();
            }
        });
        check("sql: a push consumer gets what its expression selects, also what comes later", () -> {
            Set<String> got = new ConcurrentSkipListSet<>();
            DefaultMQPushConsumer consumer = push(env, "push", got);
            consumer.subscribe(topic, MessageSelector.bySql("a BETWEEN 1 AND 6"));
            consumer.start();
            try {
                until("the first ones", () -> got.containsAll(List.of("1", "2", "7")));
                for (String a : new String[] {"9", "4", "8", "6"}) {
                    Message message = new Message(topic, Env.bytes("late" + a));
                    message.putUserProperty("a", a);
                    env.producer.send(message, queue);
                }
                until("the late ones", () -> got.containsAll(List.of("late4", "late6")));
                equal(Set.of("1", "2", "7", "late4", "late6"), Set.copyOf(got), "received");
            } finally {
                consumer.shutdown();
            }
        });
        check("sql: a group that comes back with another expression", () -> {
            Set<String> got = new ConcurrentSkipListSet<>();
            DefaultMQPushConsumer consumer = push(env, "change", got);
            consumer.subscribe(topic, MessageSelector.bySql("a = 1"));
            consumer.start();
            until("by the first expression", () -> got.containsAll(List.of("1", "7")));
            consumer.subscribe(topic, MessageSelector.bySql("a = 77"));
            consumer.getDefaultMQPushConsumerImpl().getmQClientFactory().sendHeartbeatToAllBrokerWithLock();
            Message message = new Message(topic, Env.bytes("changed"));
            message.putUserProperty("a", "77");
            env.producer.send(message, queue);
            until("by the second", () -> got.contains("changed"));
            consumer.shutdown();
        });
        check("sql: a lite pull consumer", () -> {
            DefaultLitePullConsumer lite = new DefaultLitePullConsumer(env.name("sqllite"));
            lite.setNamesrvAddr(env.namesrv);
            lite.setInstanceName(Env.instance());
            lite.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
            lite.subscribe(topic, MessageSelector.bySql("b = 'x'"));
            lite.start();
            Set<String> got = new ConcurrentSkipListSet<>();
            until("both", () -> {
                for (MessageExt message : lite.poll(200)) got.add(Env.text(message));
                return got.size() >= 2;
            });
            equal(Set.of("7", "9"), Set.copyOf(got), "received");
            lite.shutdown();
        });
    }

    private static DefaultMQPushConsumer push(Env env, String name, Set<String> got) {
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(env.name("sql" + name));
        consumer.setNamesrvAddr(env.namesrv);
        consumer.setInstanceName(Env.instance());
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            for (MessageExt message : messages) got.add(Env.text(message));
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        return consumer;
    }
}
