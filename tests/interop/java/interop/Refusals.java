package interop;

import static interop.Check.check;
import static interop.Check.equal;
import static interop.Check.refused;
import static interop.Check.require;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.TopicConfig;
import org.apache.rocketmq.common.message.Message;

/** What has to be refused, and with which code. */
final class Refusals {
    static void run(Env env) throws Exception {
        String topic = env.topic("refusals", 2);

        check("an oversized body: code 13", () -> {
            DefaultMQProducer generous = env.producer(false);
            generous.setMaxMessageSize(8 << 20);
            generous.setRetryTimesWhenSendFailed(0);
            byte[] body = new byte[5 << 20];
            new Random(2).nextBytes(body);
            refused(13, () -> generous.send(new Message(topic, body)));
            generous.shutdown();
        });
        check("properties over 32 KB: code 13", () -> {
            Message m = new Message(topic, Env.bytes("x"));
            m.putUserProperty("long", "y".repeat(33_000));
            refused(13, () -> env.producer.send(m));
        });
        check("the connection and the topic serve on after refusals", () -> env.send(topic, "T", 1));
        check("a queue that does not exist: code 1", () ->
            refused(1, () -> env.producer.send(new Message(topic, Env.bytes("x")), env.queue(topic, 99))));
        check("an illegal topic name in a send: code 1", () -> equal(1, send(env, "no spaces!").getCode(), "code"));
        check("a topic that is closed to senders: code 16", () -> equal(16, send(env, "SCHEDULE_TOPIC_XXXX").getCode(), "code"));
        check("an illegal topic name in a creation: code 1", () ->
            refused(1, () -> env.admin.createAndUpdateTopicConfig(env.address, new TopicConfig("no*stars", 1, 1, 6))));
        check("a topic name over 127 characters: code 1", () ->
            refused(1, () -> env.admin.createAndUpdateTopicConfig(env.address, new TopicConfig("x".repeat(128), 1, 1, 6))));
        check("creating a system topic: code 1", () ->
            refused(1, () -> env.admin.createAndUpdateTopicConfig(env.address, new TopicConfig("TBW102", 1, 1, 6))));
        check("no route to an unknown topic: code 17", () -> refused(17, () -> env.admin.examineTopicRouteInfo(env.name("unknown"))));
        check("a pull from an unknown topic: code 17", () -> equal(17, pull(env, env.address, env.name("unknown"), 0).getCode(), "code"));
        check("a pull from a queue that does not exist: code 1", () -> equal(1, pull(env, env.address, topic, 99).getCode(), "code"));
        check("a pull at the VIP port: code 3", () -> {
            String[] at = env.address.split(":");
            equal(3, pull(env, at[0] + ":" + (Integer.parseInt(at[1]) - 2), topic, 0).getCode(), "code");
        });
        check("an unknown request code at the broker: code 3, and it is named", () -> {
            var answer = env.raw(env.address, 9_999, Map.of());
            equal(3, answer.getCode(), "code");
            equal(" request type 9999 not supported", answer.getRemark(), "remark");
        });
        check("a topic without write permission: no broker looks at it, only clients do", () -> {
            String readonly = env.topic("readonly", 1);
            env.admin.createAndUpdateTopicConfig(env.address, new TopicConfig(readonly, 1, 1, 4));
            equal(0, send(env, readonly).getCode(), "code");
        });
        check("a topic without read permission: code 16", () -> {
            String writeonly = env.topic("writeonly", 1);
            env.admin.createAndUpdateTopicConfig(env.address, new TopicConfig(writeonly, 1, 1, 2));
            equal(16, pull(env, env.address, writeonly, 0).getCode(), "code");
        });
        check("the consumer connection of an unknown group: code 206", () ->
            equal(206, env.raw(env.address, 203, Map.of("consumerGroup", env.name("nobody"))).getCode(), "code"));
        check("the stats of an unknown topic: code 17", () ->
            equal(17, env.raw(env.address, 202, Map.of("topic", env.name("unknown"))).getCode(), "code"));
        check("minimum and maximum of an unknown topic are 0", () -> {
            for (int code : new int[] {30, 31}) {
                var answer = env.raw(env.address, code, Map.of("topic", env.name("unknown"), "queueId", "0"));
                equal(0, answer.getCode(), "code");
                equal("0", answer.getExtFields().get("offset"), "offset");
            }
        });
        check("unknown header fields are ignored", () -> {
            Map<String, String> fields = new HashMap<>(Map.of("topic", topic, "queueId", "0", "bname", env.broker, "nobodyKnowsThis", "1"));
            equal(0, env.raw(env.address, 30, fields).getCode(), "code");
            fields = new HashMap<>(Map.of("topic", topic, "acceptStandardJsonOnly", "true", "nobodyKnowsThis", "1"));
            var answer = env.raw(env.namesrv, 105, fields);
            equal(0, answer.getCode(), "code");
            require(new String(answer.getBody()).contains("\"brokerAddrs\":{\"0\":"), "body " + new String(answer.getBody()));
        });
    }

    private static org.apache.rocketmq.remoting.protocol.RemotingCommand send(Env env, String topic) throws Exception {
        return env.raw(env.address, 310, Map.of("a", "IT_raw", "b", topic, "c", "TBW102", "d", "4", "e", "0", "f", "0",
            "g", "" + System.currentTimeMillis(), "h", "0", "i", "", "j", "0"));
    }

    private static org.apache.rocketmq.remoting.protocol.RemotingCommand pull(Env env, String at, String topic, int queue) throws Exception {
        Map<String, String> fields = new HashMap<>(Map.of("consumerGroup", "IT_raw", "topic", topic, "queueId", "" + queue, "queueOffset", "0",
            "maxMsgNums", "1", "sysFlag", "4", "commitOffset", "0", "suspendTimeoutMillis", "0", "subscription", "*", "subVersion", "0"));
        fields.put("expressionType", "TAG");
        return env.raw(at, 11, fields);
    }
}
