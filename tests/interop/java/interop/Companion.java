package interop;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.ConsumeOrderlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.consumer.listener.MessageListenerOrderly;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.selector.SelectMessageQueueByHash;
import org.apache.rocketmq.client.utils.MessageUtil;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.tools.command.MQAdminStartup;

/** The Java side of conversations with rmq's own clients, one role a process. It prints "ready" when others may begin, then what it gets. */
public final class Companion {
    private static final String NAMESRV = System.getenv("NAMESRV_ADDR");

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "ordered": ordered(args[1], args[2], Integer.parseInt(args[3])); break;
            case "replies": replies(args[1], args[2], Integer.parseInt(args[3])); break;
            case "request": request(args[1], args[2]); break;
            case "send": send(args[1], Integer.parseInt(args[2])); break;
            case "mqadmin": MQAdminStartup.main(Arrays.copyOfRange(args, 1, args.length)); return;
            default: throw new IllegalArgumentException(args[0]);
        }
        System.exit(0);
    }

    private static DefaultMQPushConsumer consumer(String topic, String group) throws Exception {
        DefaultMQPushConsumer c = new DefaultMQPushConsumer(group);
        c.setNamesrvAddr(NAMESRV);
        c.setInstanceName(Env.instance());
        c.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        c.subscribe(topic, "*");
        return c;
    }

    private static DefaultMQProducer producer() throws Exception {
        DefaultMQProducer p = new DefaultMQProducer("companions", true);
        p.setNamesrvAddr(NAMESRV);
        p.setInstanceName(Env.instance());
        p.setSendMsgTimeout(10_000);
        p.start();
        return p;
    }

    private static synchronized void print(String line) {
        System.out.println(line);
        System.out.flush();
    }

    /** Consumes in order and prints "queue body" until it has that many, or is stopped. */
    private static void ordered(String topic, String group, int count) throws Exception {
        CountDownLatch left = new CountDownLatch(count);
        DefaultMQPushConsumer c = consumer(topic, group);
        c.registerMessageListener((MessageListenerOrderly) (messages, context) -> {
            for (MessageExt m : messages) {
                print(m.getQueueId() + " " + Env.text(m));
                left.countDown();
            }
            return ConsumeOrderlyStatus.SUCCESS;
        });
        c.start();
        Runtime.getRuntime().addShutdownHook(new Thread(c::shutdown));
        print("ready");
        left.await(120, TimeUnit.SECONDS);
    }

    /** Replies to that many requests. */
    private static void replies(String topic, String group, int count) throws Exception {
        CountDownLatch left = new CountDownLatch(count);
        DefaultMQProducer p = producer();
        DefaultMQPushConsumer c = consumer(topic, group);
        c.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            for (MessageExt m : messages) {
                try {
                    p.send(MessageUtil.createReplyMessage(m, ("java got " + Env.text(m)).getBytes(StandardCharsets.UTF_8)));
                } catch (Exception e) {
                    print("not replied: " + e);
                }
                left.countDown();
            }
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        c.start();
        print("ready");
        left.await(120, TimeUnit.SECONDS);
        c.shutdown();
        p.shutdown();
    }

    /** Asks once and prints the reply. */
    private static void request(String topic, String body) throws Exception {
        DefaultMQProducer p = producer();
        print(Env.text((MessageExt) p.request(new Message(topic, Env.bytes(body)), 30_000)));
        p.shutdown();
    }

    /** Sends "0", "1", ... each with one of four hash keys, so that each key's are in one queue; prints the message ids. */
    private static void send(String topic, int count) throws Exception {
        DefaultMQProducer p = producer();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Message m = new Message(topic, "J", "java-" + i, Env.bytes("" + i));
            m.putUserProperty("number", "" + i);
            ids.add(p.send(m, new SelectMessageQueueByHash(), i % 4).getMsgId());
        }
        ids.forEach(Companion::print);
        p.shutdown();
    }
}
