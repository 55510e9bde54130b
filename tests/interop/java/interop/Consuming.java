package interop;

import static interop.Check.check;
import static interop.Check.equal;
import static interop.Check.refused;
import static interop.Check.require;
import static interop.Check.until;

import interop.Env.Received;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.protocol.body.ConsumerConnection;
import org.apache.rocketmq.common.protocol.heartbeat.MessageModel;

/** Push consumers: delivery, filters, offsets, groups, long polling. */
final class Consuming {
    static void run(Env env) throws Exception {
        String topic = env.topic("consuming", 4);
        List<SendResult> sent = env.send(topic, "TagA", 200);

        String group = env.name("all");
        try (Received r = env.consumer(group, topic, "*")) {
            check("push: all messages, each once", () -> once(sent, r.await(sent.size())));
            check("push: in order in every queue", () -> {
                Map<Integer, Long> last = new HashMap<>();
                for (MessageExt m : r.await(sent.size())) {
                    Long before = last.put(m.getQueueId(), m.getQueueOffset());
                    equal(before == null ? 0 : before + 1, m.getQueueOffset(), "offset in queue " + m.getQueueId());
                }
                equal(4, last.size(), "queues");
            });
            check("push: a delivered message knows its broker, its ids and its size", () -> {
                MessageExt m = r.await(1).get(0);
                equal(env.broker, m.getBrokerName(), "broker name");
                require(m.getStoreSize() > 0, "store size");
                MessageExt same = env.admin.viewMessage(((org.apache.rocketmq.common.message.MessageClientExt) m).getOffsetMsgId());
                equal(m.getMsgId(), same.getMsgId(), "message id");
                equal("TagA", m.getTags(), "tag");
                equal(0, m.getReconsumeTimes(), "reconsume times");
            });
            check("push: the broker knows the connected consumer", () -> {
                ConsumerConnection c = env.admin.examineConsumerConnectionInfo(group);
                equal(1, c.getConnectionSet().size(), "connections");
                equal(r.consumer.buildMQClientId(), c.getConnectionSet().iterator().next().getClientId(), "client id");
                equal(MessageModel.CLUSTERING, c.getMessageModel(), "model");
                equal(new HashSet<>(List.of(topic, "%RETRY%" + group)), c.getSubscriptionTable().keySet(), "subscriptions");
            });
            check("long poll: a message reaches a waiting consumer before it asks again", () -> {
                int have = r.messages.size();
                for (int i = 1; i <= 5; i++) {
                    // Time for the pull that follows the last delivery to be parked.
                    Thread.sleep(150);
                    long start = System.nanoTime();
                    env.producer.send(new Message(topic, "TagA", Env.bytes("wake")), env.queue(topic, i % 4));
                    r.await(have + i);
                    long millis = (System.nanoTime() - start) / 1_000_000;
                    // Without a wake-up it would wait for the next look at held pulls, every 5 s.
                    require(millis < 5_000, "took " + millis + " ms");
                }
            });
        }
        check("push: a consumer that has left is forgotten", () ->
            until("code 206", () -> {
                try {
                    env.admin.examineConsumerConnectionInfo(group);
                    return false;
                } catch (org.apache.rocketmq.client.exception.MQBrokerException e) {
                    return e.getResponseCode() == 206;
                }
            }));
        check("offsets: the next consumer of the group goes on where the last one stopped", () -> {
            env.committed(group, topic, 4, 205);
            List<SendResult> more = env.send(topic, "TagA", 40);
            try (Received r = env.consumer(group, topic, "*")) {
                once(more, r.await(more.size()));
            }
        });
        check("offsets: they are at the broker after the consumer has left", () -> {
            env.committed(group, topic, 4, 245);
            long total = 0;
            for (int q = 0; q < 4; q++) {
                total += env.admin.examineConsumeStats(group, topic).getOffsetTable().get(env.queue(topic, q)).getConsumerOffset();
            }
            equal(245L, total, "sum of the offsets");
        });

        check("tags: A || B", () -> {
            String tagged = env.topic("tagged", 4);
            List<SendResult> wanted = env.send(tagged, "A", 15);
            env.send(tagged, "C", 15);
            env.producer.send(new Message(tagged, Env.bytes("no tag")));
            // "Aa" and "BB" have the same hash code: the client, not the broker, tells them apart.
            env.send(tagged, "BB", 5);
            wanted.addAll(env.send(tagged, "B", 15));
            wanted.addAll(env.send(tagged, "Aa", 5));
            try (Received r = env.consumer(env.name("tags"), tagged, "A || B || Aa")) {
                once(wanted, r.await(wanted.size()));
            }
        });
        check("a batch and a compressed body arrive at a push consumer", () -> {
            String mixed = env.topic("mixed", 1);
            String big = "0123456789".repeat(5_000);
            env.producer.send(List.of(new Message(mixed, Env.bytes("a")), new Message(mixed, Env.bytes("b"))));
            env.producer.send(new Message(mixed, Env.bytes(big)));
            try (Received r = env.consumer(env.name("mixed"), mixed, "*")) {
                equal(List.of("a", "b", big), r.await(3).stream().map(Env::text).collect(Collectors.toList()), "bodies");
            }
        });
        check("two consumers of a group share the queues and the messages", () -> {
            String shared = env.topic("shared", 8);
            String both = env.name("both");
            try (Received one = env.consumer(both, shared, "*"); Received two = env.consumer(both, shared, "*")) {
                until("four queues each", () -> one.queues(shared) == 4 && two.queues(shared) == 4);
                List<SendResult> all = env.send(shared, "T", 80);
                until("80 messages", () -> one.messages.size() + two.messages.size() >= 80);
                List<MessageExt> got = one.await(1);
                equal(40, got.size(), "messages at the first");
                got.addAll(two.await(1));
                once(all, got);
                two.close();
                until("all eight queues at the one that stays", () -> one.queues(shared) == 8);
                env.send(shared, "T", 8);
                one.await(48);
            }
        });
        check("broadcast: both consumers get every message", () -> {
            String news = env.topic("news", 2);
            String group2 = env.name("broadcast");
            List<SendResult> all = env.send(news, "T", 20);
            try (Received one = env.consumer(group2, news, "*", c -> c.setMessageModel(MessageModel.BROADCASTING));
                 Received two = env.consumer(group2, news, "*", c -> c.setMessageModel(MessageModel.BROADCASTING))) {
                once(all, one.await(20));
                once(all, two.await(20));
            }
        });
        check("one consumer, two topics; then one of them unsubscribed", () -> {
            String first = env.topic("first", 1);
            String second = env.topic("second", 1);
            try (Received r = env.consumer(env.name("two"), first, "*", c -> c.subscribe(second, "*"))) {
                env.send(first, "T", 3);
                env.send(second, "T", 3);
                Set<String> topics = new TreeSet<>();
                for (MessageExt m : r.await(6)) topics.add(m.getTopic());
                equal(new TreeSet<>(List.of(first, second)), topics, "topics");
                r.consumer.unsubscribe(second);
                env.send(first, "T", 3);
                r.await(9);
            }
        });
        check("consumer list of a group nobody uses: code 1", () -> refused(1, () ->
            env.producer.getDefaultMQProducerImpl().getmQClientFactory().getMQClientAPIImpl()
                .getConsumerIdListByGroup(env.address, env.name("nobody"), 5_000)));
    }

    static void once(List<SendResult> sent, Collection<MessageExt> received) {
        Set<String> expected = new TreeSet<>();
        for (SendResult r : sent) expected.add(r.getMsgId());
        Set<String> found = new TreeSet<>();
        for (MessageExt m : received) require(found.add(m.getMsgId()), "twice: " + m.getMsgId());
        int missing = (int) expected.stream().filter(id -> !found.contains(id)).count();
        int foreign = (int) found.stream().filter(id -> !expected.contains(id)).count();
        equal(0, missing, "missing of " + expected.size());
        equal(0, foreign, "not expected among " + found.size());
    }
}
