package interop;

import static interop.Check.check;
import static interop.Check.equal;
import static interop.Check.refused;
import static interop.Check.require;
import static interop.Check.until;

import interop.Env.Received;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.exception.RequestTimeoutException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.RequestCallback;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.utils.MessageUtil;
import org.apache.rocketmq.common.admin.ConsumeStats;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageClientExt;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.common.protocol.body.CMResult;
import org.apache.rocketmq.common.protocol.body.ConsumeMessageDirectlyResult;
import org.apache.rocketmq.common.protocol.body.ConsumerRunningInfo;
import org.apache.rocketmq.common.protocol.body.QueueTimeSpan;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;

/** What the broker passes from one client to another, and what it tells of consumers. */
final class Relaying {
    static void run(Env env) throws Exception {
        requests(env);
        consumers(env);
        progress(env);
        clients(env);
    }

    /** Request-reply. */
    static void requests(Env env) throws Exception {
        String topic = env.topic("requests", 1);
        DefaultMQProducer replier = env.producer(false);
        DefaultMQPushConsumer server = new DefaultMQPushConsumer(env.name("repliers"));
        server.setNamesrvAddr(env.namesrv);
        server.setInstanceName(Env.instance());
        server.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        server.subscribe(topic, "*");
        server.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            for (MessageExt m : messages) {
                try {
                    if (Env.text(m).equals("silence")) continue;
                    Message reply = MessageUtil.createReplyMessage(m, Env.bytes("re: " + Env.text(m)));
                    reply.putUserProperty("mine", "kept");
                    replier.send(reply, 5_000);
                } catch (Exception e) {
                    return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
                }
            }
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        server.start();
        check("request: the reply comes to the client that asked", () -> {
            Message answer = env.producer.request(new Message(topic, Env.bytes("ping")), 10_000);
            equal("re: ping", new String(answer.getBody()), "body");
            equal("kept", answer.getUserProperty("mine"), "a property of the replier's");
            equal("reply", answer.getProperty("MSG_TYPE"), "MSG_TYPE");
            require(answer.getProperty("PUSH_REPLY_TIME") != null, "PUSH_REPLY_TIME");
            require(answer.getProperty("CORRELATION_ID") != null, "CORRELATION_ID");
        });
        check("request: by callback", () -> {
            CompletableFuture<String> answered = new CompletableFuture<>();
            env.producer.request(new Message(topic, Env.bytes("later")), new RequestCallback() {
                @Override
                public void onSuccess(Message m) {
                    answered.complete(new String(m.getBody()));
                }

                @Override
                public void onException(Throwable e) {
                    answered.completeExceptionally(e);
                }
            }, 10_000);
            equal("re: later", answered.get(10, TimeUnit.SECONDS), "body");
        });
        check("request: without a reply the request times out", () -> {
            try {
                env.producer.request(new Message(topic, Env.bytes("silence")), 500);
                throw new AssertionError("there was a reply");
            } catch (RequestTimeoutException expected) {
                equal(10006, expected.getResponseCode(), "code");
            }
        });
        check("request: replies are stored in the reply topic", () -> {
            String replies = env.cluster + "_REPLY_TOPIC";
            require(env.admin.maxOffset(env.queue(replies, 0)) >= 2, "replies in " + replies);
            MessageExt stored = Retrying.pull(env, replies, 0);
            require(Env.text(stored).startsWith("re: "), "body " + Env.text(stored));
            equal(null, stored.getProperty("PUSH_REPLY_TIME"), "PUSH_REPLY_TIME");
        });
        check("request: a reply to nobody is stored, and refused with code 1", () -> {
            String replies = env.cluster + "_REPLY_TOPIC";
            long before = env.admin.maxOffset(env.queue(replies, 0));
            Map<String, String> fields = new HashMap<>(Map.of("a", "P", "b", replies, "c", "TBW102", "d", "4", "e", "0", "f", "0", "g", "1", "h", "0"));
            fields.put("i", "REPLY_TO_CLIENT\u0001nobody@1");
            RemotingCommand answer = env.raw(env.address, 325, fields, Env.bytes("x"));
            equal(1, answer.getCode(), "code");
            equal("push reply message fail, channel of <nobody@1> not found.", answer.getRemark(), "remark");
            equal("" + before, answer.getExtFields().get("queueOffset"), "queueOffset");
            fields.put("i", "a\u0001b");
            answer = env.raw(env.address, 325, fields, Env.bytes("x"));
            equal("reply message properties[REPLY_TO_CLIENT] is null", answer.getRemark(), "remark");
            until("both are stored", () -> env.admin.maxOffset(env.queue(replies, 0)) == before + 2);
        });
        server.shutdown();
        replier.shutdown();
    }

    /** Questions that end at one consumer. */
    static void consumers(Env env) throws Exception {
        String topic = env.topic("relayed", 2);
        String group = env.name("relayed");
        List<SendResult> sent = env.send(topic, "T", 10);
        try (Received r = env.consumer(group, topic, "*")) {
            r.await(10);
            env.committed(group, topic, 2, 10);
            String client = r.consumer.buildMQClientId();
            check("relay: running information of one consumer", () -> {
                ConsumerRunningInfo info = env.admin.getConsumerRunningInfo(group, client, false);
                equal("CONSUME_PASSIVELY", info.getProperties().getProperty("PROP_CONSUME_TYPE"), "type");
                require(info.getMqTable().containsKey(env.queue(topic, 0)), "queues " + info.getMqTable().keySet());
                require(info.getSubscriptionSet().stream().anyMatch(s -> s.getTopic().equals(topic)), "subscriptions");
                require(env.admin.getConsumerRunningInfo(group, client, true).getJstack() != null, "a stack dump");
            });
            check("relay: running information of a consumer that is not there: code 1", () -> {
                String remark = refused(1, () -> env.admin.getConsumerRunningInfo(group, "nobody@1", false));
                require(remark.contains("The Consumer <" + group + "> <nobody@1> not online"), remark);
            });
            check("relay: one consumer consumes one message at once", () -> {
                MessageExt m = r.await(10).get(3);
                int before = r.messages.size();
                ConsumeMessageDirectlyResult result =
                    env.admin.consumeMessageDirectly(group, client, topic, ((MessageClientExt) m).getOffsetMsgId());
                equal(CMResult.CR_SUCCESS, result.getConsumeResult(), "result");
                equal(before + 1, r.messages.size(), "messages");
                equal(Env.text(m), Env.text(r.messages.get(before)), "body");
            });
            check("relay: where each consumer is", () -> {
                Map<String, Map<MessageQueue, Long>> status = env.admin.getConsumeStatus(topic, group, client);
                equal(java.util.Set.of(client), status.keySet(), "clients");
                long sum = status.get(client).values().stream().mapToLong(Long::longValue).sum();
                equal(10L, sum, "sum of the offsets");
                equal(status, env.admin.getConsumeStatus(topic, group, null), "of all clients");
            });
            check("relay: offsets are reset, and the consumer starts over", () -> {
                int before = r.messages.size();
                Map<MessageQueue, Long> offsets = env.admin.resetOffsetByTimestamp(topic, group, 0, true);
                equal(Map.of(env.queue(topic, 0), 0L, env.queue(topic, 1), 0L), offsets, "offsets");
                r.await(before + 10);
            });
        }
        check("relay: offsets of a group that is offline: code 206, of one that never was: code 1", () -> {
            until("the consumer is gone", () -> env.raw(env.address, 203, Map.of("consumerGroup", group)).getCode() == 206);
            env.committed(group, topic, 2, 10);
            RemotingCommand answer = env.raw(env.address, 222, Map.of("topic", topic, "group", group, "timestamp", "0", "isForce", "true"));
            equal(206, answer.getCode(), "code");
            equal("Consumer not online, so can not reset offset, Group: " + group + " Topic: " + topic + " Timestamp: 0", answer.getRemark(), "remark");
            answer = env.raw(env.address, 222, Map.of("topic", topic, "group", env.name("never"), "timestamp", "0", "isForce", "true"));
            equal(1, answer.getCode(), "code");
            equal("THe consumer group <" + env.name("never") + "> not exist", answer.getRemark(), "remark");
        });
    }

    /** What the broker knows of progress. */
    static void progress(Env env) throws Exception {
        String topic = env.topic("progress", 1);
        String group = env.name("progress");
        env.send(topic, "T", 6);
        env.settled(topic, 1, 6);
        env.raw(env.address, 15, Map.of("consumerGroup", group, "topic", topic, "queueId", "0", "commitOffset", "4"));
        check("progress: the times a queue spans, and where the group is in them", () -> {
            List<QueueTimeSpan> spans = env.admin.queryConsumeTimeSpan(topic, group);
            equal(1, spans.size(), "queues");
            QueueTimeSpan span = spans.get(0);
            equal(env.queue(topic, 0), span.getMessageQueue(), "queue");
            require(span.getMinTimeStamp() <= span.getConsumeTimeStamp() && span.getConsumeTimeStamp() <= span.getMaxTimeStamp(), "order of the times");
            require(span.getDelayTime() > 0, "delay " + span.getDelayTime());
            equal(17, env.raw(env.address, 303, Map.of("topic", env.name("none"), "group", group)).getCode(), "code without the topic");
        });
        check("progress: offsets are cloned to another group", () -> {
            String clone = env.name("clone");
            RemotingCommand answer = env.raw(env.address, 314, Map.of("srcGroup", group, "destGroup", clone, "topic", topic, "offline", "false"));
            equal(0, answer.getCode(), "code");
            answer = env.raw(env.address, 14, Map.of("consumerGroup", clone, "topic", topic, "queueId", "0"));
            equal("4", answer.getExtFields().get("offset"), "offset");
        });
        check("progress: of all groups at once", () -> {
            env.admin.createAndUpdateSubscriptionGroupConfig(env.address, group(group));
            var list = env.admin.fetchConsumeStatsInBroker(env.address, false, 5_000);
            equal(env.address, list.getBrokerAddr(), "address");
            List<ConsumeStats> own = list.getConsumeStatsList().stream().filter(m -> m.containsKey(group)).findFirst().get().get(group);
            equal(1, own.size(), "topics");
            equal(2L, own.get(0).computeTotalDiff(), "behind");
            require(list.getTotalDiff() >= 2, "total " + list.getTotalDiff());
        });
        check("progress: every offset there is (43)", () -> {
            String body = new String(env.raw(env.address, 43, Map.of()).getBody());
            require(body.contains("\"" + topic + "@" + group + "\":{0:4}"), body);
        });
        check("progress: units of a consume queue", () -> {
            var body = env.admin.queryConsumeQueue(env.address, topic, 0, 2, 3, null);
            equal(6L, body.getMaxQueueIndex(), "end");
            equal(0L, body.getMinQueueIndex(), "start");
            equal(3, body.getQueueData().size(), "units");
            equal((long) "T".hashCode(), body.getQueueData().get(0).getTagsCode(), "tags code");
            RemotingCommand answer = env.raw(env.address, 321, Map.of("topic", env.name("none"), "queueId", "0", "index", "0", "count", "1"));
            equal(1, answer.getCode(), "code without the topic");
            equal("0@" + env.name("none") + " is not exist!", answer.getRemark(), "remark");
            answer = env.raw(env.address, 321, Map.of("topic", topic, "queueId", "0", "index", "6", "count", "1"));
            equal(0, answer.getCode(), "code behind the end");
            equal("Index 6 of 0@" + topic + " is not exist!", answer.getRemark(), "remark");
        });
        check("progress: a pull out of range leaves an event", () -> {
            long before = env.admin.maxOffset(env.queue("OFFSET_MOVED_EVENT", 0));
            Map<String, String> fields = new HashMap<>(Map.of("consumerGroup", group, "topic", topic, "queueId", "0", "queueOffset", "99", "maxMsgNums", "1",
                "sysFlag", "4", "commitOffset", "0", "suspendTimeoutMillis", "0", "subVersion", "0", "subscription", "*"));
            RemotingCommand answer = env.raw(env.address, 11, fields);
            equal(21, answer.getCode(), "code");
            until("the event", () -> env.admin.maxOffset(env.queue("OFFSET_MOVED_EVENT", 0)) == before + 1);
            MessageExt event = Retrying.pull(env, "OFFSET_MOVED_EVENT", before);
            equal(group, event.getTags(), "tag");
            equal(group, event.getKeys(), "key");
            equal("0", event.getProperty("DELAY"), "DELAY");
            equal("{\"consumerGroup\":\"" + group + "\",\"messageQueue\":{\"brokerName\":\"" + env.broker + "\",\"queueId\":0,\"topic\":\"" + topic
                + "\"},\"offsetNew\":6,\"offsetRequest\":99}", Env.text(event), "body");
        });
    }

    static org.apache.rocketmq.common.subscription.SubscriptionGroupConfig group(String name) {
        var config = new org.apache.rocketmq.common.subscription.SubscriptionGroupConfig();
        config.setGroupName(name);
        return config;
    }

    /** Traces and namespaces are the clients' own; the broker must carry them. */
    static void clients(Env env) throws Exception {
        check("producers: every one is listed", () -> {
            until("the producer's heartbeat", () ->
                new String(env.raw(env.address, 328, Map.of()).getBody()).contains("\"clientId\":\"" + env.producer.buildMQClientId() + "\""));
        });
        check("trace: what is sent and consumed is traced, in the clients' own messages", () -> {
            String topic = env.topic("traced", 1);
            String traces = env.topic("traces", 1);
            DefaultMQProducer p = new DefaultMQProducer(env.name("traced"), true, traces);
            p.setNamesrvAddr(env.namesrv);
            p.setInstanceName(Env.instance());
            p.start();
            SendResult sent = p.send(new Message(topic, "TagX", "key-x", Env.bytes("x")));
            DefaultMQPushConsumer c = new DefaultMQPushConsumer(env.name("tracing"), true, traces);
            c.setNamesrvAddr(env.namesrv);
            c.setInstanceName(Env.instance());
            c.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
            c.subscribe(topic, "*");
            c.registerMessageListener((MessageListenerConcurrently) (messages, context) -> ConsumeConcurrentlyStatus.CONSUME_SUCCESS);
            c.start();
            StringBuilder all = new StringBuilder();
            long[] next = new long[1];
            until("traces of sending and consuming", () -> {
                while (next[0] < env.admin.maxOffset(env.queue(traces, 0))) {
                    MessageExt trace = Retrying.pull(env, traces, next[0]++);
                    require(trace.getKeys().contains(sent.getMsgId()), "keys " + trace.getKeys());
                    all.append(Env.text(trace));
                }
                return all.indexOf("Pub\u0001") >= 0 && all.indexOf("SubBefore\u0001") >= 0 && all.indexOf("SubAfter\u0001") >= 0;
            });
            require(all.indexOf(sent.getOffsetMsgId()) > 0, "the place of the message in " + all);
            p.shutdown();
            c.shutdown();
        });
        check("namespace: names are wrapped on the way, retries too", () -> {
            String topic = "nsTopic";
            env.admin.createAndUpdateTopicConfig(env.address, new org.apache.rocketmq.common.TopicConfig(env.name("ns") + "%" + topic, 1, 1, 6));
            Check.until("a route", () -> env.routed(env.name("ns") + "%" + topic));
            List<MessageExt> got = Collections.synchronizedList(new ArrayList<>());
            DefaultMQPushConsumer c = new DefaultMQPushConsumer(env.name("ns"), "nsGroup");
            c.setNamesrvAddr(env.namesrv);
            c.setInstanceName(Env.instance());
            c.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
            c.subscribe(topic, "*");
            c.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
                got.addAll(messages);
                context.setDelayLevelWhenNextConsume(1);
                return messages.get(0).getReconsumeTimes() == 0 ? ConsumeConcurrentlyStatus.RECONSUME_LATER : ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
            });
            c.start();
            DefaultMQProducer p = new DefaultMQProducer(env.name("ns"), "nsProducers");
            p.setNamesrvAddr(env.namesrv);
            p.setInstanceName(Env.instance());
            p.start();
            SendResult sent = p.send(new Message(topic, Env.bytes("wrapped")));
            equal(env.name("ns") + "%" + topic, sent.getMessageQueue().getTopic().startsWith(env.name("ns")) ? sent.getMessageQueue().getTopic()
                : env.name("ns") + "%" + sent.getMessageQueue().getTopic(), "topic at the broker");
            until("the message and its retry", () -> got.size() >= 2);
            equal(topic, got.get(0).getTopic(), "topic as the listener sees it");
            equal(1, got.get(1).getReconsumeTimes(), "reconsume times");
            require(env.admin.examineTopicConfig(env.address, "%RETRY%" + env.name("ns") + "%nsGroup") != null, "the retry topic");
            c.shutdown();
            p.shutdown();
        });
    }
}
