package interop;

import static interop.Check.check;
import static interop.Check.equal;

import interop.OldEnv.Received;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.rocketmq.client.producer.LocalTransactionState;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.client.producer.TransactionMQProducer;
import org.apache.rocketmq.client.producer.TransactionSendResult;
import org.apache.rocketmq.common.message.Message;

/** 4.2.0: transactions by an executer and a check listener. */
final class OwnWays {
    static void run(OldEnv env) throws Exception {
        String topic = env.topic("transactions", 1);
        TransactionMQProducer producer = new TransactionMQProducer(env.name("tx"));
        producer.setTransactionCheckListener(message -> LocalTransactionState.COMMIT_MESSAGE);
        env.start(producer);
        try (Received r = env.consumer(env.name("tx-consumer"), c -> c.subscribe(topic, "*"))) {
            check("transaction: committed, rolled back", () -> {
                for (String text : List.of("roll back", "commit")) {
                    TransactionSendResult sent = producer.sendMessageInTransaction(new Message(topic, OldEnv.bytes(text)),
                        (m, state) -> state == null ? LocalTransactionState.ROLLBACK_MESSAGE : LocalTransactionState.COMMIT_MESSAGE, text.startsWith("c") ? text : null);
                    equal(SendStatus.SEND_OK, sent.getSendStatus(), "status");
                }
                equal("commit", OldEnv.texts(r.await(1)), "delivered");
            });
            check("transaction: undecided, asked about, committed", () -> {
                producer.sendMessageInTransaction(new Message(topic, OldEnv.bytes("undecided")), (m, state) -> LocalTransactionState.UNKNOW, null);
                String all = r.await(2).stream().map(OldEnv::text).collect(Collectors.joining(", "));
                equal("commit, undecided", all, "delivered");
            });
        } finally {
            producer.shutdown();
        }
    }
}
