package interop;

import static interop.Check.check;
import static interop.Check.equal;
import static interop.Check.until;

import interop.OldEnv.Received;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.LocalTransactionState;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.TransactionListener;
import org.apache.rocketmq.client.producer.TransactionMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;

/** 4.5.1: transactions by a listener and traces. */
final class OwnWays {
    static void run(OldEnv env) throws Exception {
        check("transaction: committed, rolled back, undecided and asked about", () -> transactions(env));
        check("trace: a send leaves a trace that names it", () -> trace(env));
    }

    private static void transactions(OldEnv env) throws Exception {
        String topic = env.topic("transactions", 1);
        Map<String, Integer> asked = new ConcurrentHashMap<>();
        TransactionMQProducer producer = new TransactionMQProducer(env.name("tx"));
        producer.setTransactionListener(new TransactionListener() {
            @Override
            public LocalTransactionState executeLocalTransaction(Message message, Object state) {
                return (LocalTransactionState) state;
            }

            @Override
            public LocalTransactionState checkLocalTransaction(MessageExt message) {
                asked.merge(OldEnv.text(message), 1, Integer::sum);
                return OldEnv.text(message).equals("lost") ? LocalTransactionState.ROLLBACK_MESSAGE : LocalTransactionState.COMMIT_MESSAGE;
            }
        });
        env.start(producer);
        try (Received r = env.consumer(env.name("tx-consumer"), c -> c.subscribe(topic, "*"))) {
            producer.sendMessageInTransaction(new Message(topic, OldEnv.bytes("rolled back")), LocalTransactionState.ROLLBACK_MESSAGE);
            producer.sendMessageInTransaction(new Message(topic, OldEnv.bytes("lost")), LocalTransactionState.UNKNOW);
            producer.sendMessageInTransaction(new Message(topic, OldEnv.bytes("found")), LocalTransactionState.UNKNOW);
            SendResult sent = producer.sendMessageInTransaction(new Message(topic, OldEnv.bytes("committed")), LocalTransactionState.COMMIT_MESSAGE);
            String all = r.await(2).stream().map(OldEnv::text).collect(Collectors.joining(", "));
            equal("committed, found", all, "delivered");
            equal(sent.getMsgId(), r.await(2).get(0).getMsgId(), "id");
            until("questions about both", () -> asked.size() == 2);
        } finally {
            producer.shutdown();
        }
    }

    private static void trace(OldEnv env) throws Exception {
        String topic = env.topic("traced", 1);
        String traces = env.topic("traces", 1);
        DefaultMQProducer producer = env.start(new DefaultMQProducer(env.name("traced"), null, true, traces));
        try (Received r = env.consumer(env.name("traces"), c -> c.subscribe(traces, "*"))) {
            SendResult sent = producer.send(new Message(topic, "TagA", "key1", OldEnv.bytes("traced")));
            MessageExt trace = r.await(1).get(0);
            equal(true, trace.getKeys().contains(sent.getMsgId()), "keys of the trace name the message: " + trace.getKeys());
            String[] parts = OldEnv.text(trace).split("\u0001");
            equal("Pub", parts[0], "kind of trace");
            equal(topic, parts[4], "topic in the trace");
        } finally {
            producer.shutdown();
        }
    }
}
