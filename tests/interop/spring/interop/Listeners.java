package interop;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.spring.annotation.ConsumeMode;
import org.apache.rocketmq.spring.annotation.MessageModel;
import org.apache.rocketmq.spring.annotation.RocketMQMessageListener;
import org.apache.rocketmq.spring.annotation.RocketMQTransactionListener;
import org.apache.rocketmq.spring.annotation.SelectorType;
import org.apache.rocketmq.spring.core.RocketMQListener;
import org.apache.rocketmq.spring.core.RocketMQLocalTransactionListener;
import org.apache.rocketmq.spring.core.RocketMQLocalTransactionState;
import org.apache.rocketmq.spring.core.RocketMQReplyListener;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.Message;

/** The application: one listener for each way to listen. Each writes down what it hears. */
@Configuration
@EnableAutoConfiguration
@Import({
    Listeners.Plain.class, Listeners.Async.class, Listeners.Objects.class, Listeners.Sql.class, Listeners.Orderly.class, Listeners.Broadcast.class,
    Listeners.Delay.class, Listeners.Batch.class, Listeners.Retry.class, Listeners.Tx.class, Listeners.TxDecisions.class, Listeners.Answers.class,
    Listeners.ObjectAnswers.class})
public class Listeners {
    static final List<String> TOPICS =
        Arrays.asList("plain", "async", "object", "sql", "orderly", "broadcast", "delay", "batch", "retry", "tx", "request", "request-object");

    @Bean
    public Heard heard() {
        return new Heard();
    }

    /** What the listeners have heard. */
    public static class Heard {
        private final Map<String, List<String>> texts = new ConcurrentHashMap<>();

        void add(String who, String text) {
            texts.computeIfAbsent(who, w -> new ArrayList<>());
            synchronized (this) {
                texts.get(who).add(text);
            }
        }

        List<String> await(String who, int count) throws Exception {
            Check.until(count + " messages at " + who, () -> texts.getOrDefault(who, List.of()).size() >= count);
            synchronized (this) {
                return new ArrayList<>(texts.getOrDefault(who, List.of()));
            }
        }
    }

    /** A payload that travels as JSON. */
    public static class Order {
        private int id;
        private String what;

        public Order() { }

        Order(int id, String what) {
            this.id = id;
            this.what = what;
        }

        public int getId() {
            return id;
        }

        public void setId(int id) {
            this.id = id;
        }

        public String getWhat() {
            return what;
        }

        public void setWhat(String what) {
            this.what = what;
        }
    }

    private abstract static class Text implements RocketMQListener<String> {
        private final Heard heard;
        private final String who;

        Text(Heard heard, String who) {
            this.heard = heard;
            this.who = who;
        }

        @Override
        public void onMessage(String text) {
            heard.add(who, text);
        }
    }

    @RocketMQMessageListener(topic = "spring_plain_${run}", consumerGroup = "spring_plain_${run}", selectorExpression = "TagA || TagB")
    static class Plain extends Text {
        Plain(Heard heard) {
            super(heard, "plain");
        }
    }

    @RocketMQMessageListener(topic = "spring_async_${run}", consumerGroup = "spring_async_${run}")
    static class Async extends Text {
        Async(Heard heard) {
            super(heard, "async");
        }
    }

    @RocketMQMessageListener(topic = "spring_sql_${run}", consumerGroup = "spring_sql_${run}", selectorType = SelectorType.SQL92, selectorExpression = "n > 6")
    static class Sql extends Text {
        Sql(Heard heard) {
            super(heard, "sql");
        }
    }

    @RocketMQMessageListener(topic = "spring_orderly_${run}", consumerGroup = "spring_orderly_${run}", consumeMode = ConsumeMode.ORDERLY)
    static class Orderly extends Text {
        Orderly(Heard heard) {
            super(heard, "orderly");
        }
    }

    @RocketMQMessageListener(topic = "spring_broadcast_${run}", consumerGroup = "spring_broadcast_${run}", messageModel = MessageModel.BROADCASTING)
    static class Broadcast extends Text {
        Broadcast(Heard heard) {
            super(heard, "broadcast");
        }
    }

    @RocketMQMessageListener(topic = "spring_delay_${run}", consumerGroup = "spring_delay_${run}")
    static class Delay extends Text {
        Delay(Heard heard) {
            super(heard, "delay");
        }
    }

    @RocketMQMessageListener(topic = "spring_batch_${run}", consumerGroup = "spring_batch_${run}")
    static class Batch extends Text {
        Batch(Heard heard) {
            super(heard, "batch");
        }
    }

    @RocketMQMessageListener(topic = "spring_tx_${run}", consumerGroup = "spring_tx_${run}")
    static class Tx extends Text {
        Tx(Heard heard) {
            super(heard, "tx");
        }
    }

    @RocketMQMessageListener(topic = "spring_object_${run}", consumerGroup = "spring_object_${run}")
    static class Objects implements RocketMQListener<MessageExt> {
        private final Heard heard;

        Objects(Heard heard) {
            this.heard = heard;
        }

        @Override
        public void onMessage(MessageExt message) {
            String body = new String(message.getBody(), StandardCharsets.UTF_8);
            String id = body.replaceAll(".*\"id\":(\\d+).*", "$1");
            String what = body.replaceAll(".*\"what\":\"([^\"]*)\".*", "$1");
            heard.add("object", id + " " + what + " " + message.getKeys() + " " + message.getUserProperty("own"));
        }
    }

    @RocketMQMessageListener(topic = "spring_retry_${run}", consumerGroup = "spring_retry_${run}")
    static class Retry implements RocketMQListener<MessageExt> {
        private final Heard heard;

        Retry(Heard heard) {
            this.heard = heard;
        }

        @Override
        public void onMessage(MessageExt message) {
            heard.add("retry", new String(message.getBody(), StandardCharsets.UTF_8) + " " + message.getReconsumeTimes());
            if (message.getReconsumeTimes() == 0) throw new IllegalStateException("not now");
        }
    }

    @RocketMQTransactionListener
    static class TxDecisions implements RocketMQLocalTransactionListener {
        private final Heard heard;

        TxDecisions(Heard heard) {
            this.heard = heard;
        }

        @Override
        public RocketMQLocalTransactionState executeLocalTransaction(Message message, Object text) {
            return text.equals("commit") ? RocketMQLocalTransactionState.COMMIT
                : text.equals("roll back") ? RocketMQLocalTransactionState.ROLLBACK : RocketMQLocalTransactionState.UNKNOWN;
        }

        @Override
        public RocketMQLocalTransactionState checkLocalTransaction(Message message) {
            String text = message.getPayload() instanceof byte[] ? new String((byte[]) message.getPayload(), StandardCharsets.UTF_8) : "" + message.getPayload();
            heard.add("asked", text);
            return text.equals("found") ? RocketMQLocalTransactionState.COMMIT : RocketMQLocalTransactionState.ROLLBACK;
        }
    }

    @RocketMQMessageListener(topic = "spring_request_${run}", consumerGroup = "spring_request_${run}")
    static class Answers implements RocketMQReplyListener<String, String> {
        @Override
        public String onMessage(String question) {
            return "answer to " + question;
        }
    }

    @RocketMQMessageListener(topic = "spring_request-object_${run}", consumerGroup = "spring_request-object_${run}")
    static class ObjectAnswers implements RocketMQReplyListener<Order, Order> {
        @Override
        public Order onMessage(Order order) {
            return new Order(order.getId() + 1, order.getWhat() + "!");
        }
    }
}
