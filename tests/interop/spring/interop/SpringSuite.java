package interop;

import static interop.Check.check;
import static interop.Check.equal;
import static interop.Check.until;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendCallback;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.spring.core.RocketMQTemplate;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;

/** A Spring Boot application with rocketmq-spring: what its template sends, its listeners get. */
public final class SpringSuite {
    private static final String run = Long.toString(System.currentTimeMillis() & 0xffffff, 36);
    private final RocketMQTemplate template;
    private final Listeners.Heard heard;

    private SpringSuite(ConfigurableApplicationContext context) {
        template = context.getBean(RocketMQTemplate.class);
        heard = context.getBean(Listeners.Heard.class);
    }

    public static void main(String[] args) throws Exception {
        // Listeners look for a topic that is not there yet every 30 seconds only.
        DefaultMQProducer maker = new DefaultMQProducer("spring_maker_" + run);
        maker.setNamesrvAddr(System.getenv("NAMESRV_ADDR"));
        maker.start();
        for (String stem : Listeners.TOPICS) Topics.make(maker, topic(stem));
        for (String stem : Listeners.TOPICS) {
            until("a route to " + stem, () -> {
                try {
                    return maker.fetchPublishMessageQueues(topic(stem)).size() == 4;
                } catch (Exception none) {
                    return false;
                }
            });
        }
        maker.shutdown();

        Map<String, Object> properties = new HashMap<>();
        properties.put("run", run);
        properties.put("rocketmq.name-server", System.getenv("NAMESRV_ADDR"));
        properties.put("rocketmq.producer.group", "spring_producers_" + run);
        properties.put("rocketmq.producer.send-message-timeout", "10000");
        properties.put("logging.level.root", "ERROR");
        properties.put("spring.main.banner-mode", "off");
        SpringApplication application = new SpringApplication(Listeners.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setDefaultProperties(properties);
        try (ConfigurableApplicationContext context = application.run()) {
            new SpringSuite(context).everything();
        }
        System.exit(Check.failed == 0 ? 0 : 1);
    }

    private static String topic(String stem) {
        return "spring_" + stem + "_" + run;
    }

    private void everything() {
        check("listener: what was sent, by tag, as text", this::plain);
        check("listener: what was sent with a callback and one-way", this::asynchronous);
        check("listener: an object as JSON, with headers", this::object);
        check("listener: by an expression", this::expression);
        check("orderly: every key in its order", this::orderly);
        check("broadcasting listener", () -> {
            template.convertAndSend(topic("broadcast"), "to all");
            heard.await("broadcast", 1);
        });
        check("delay: comes after one that was sent later", this::delayed);
        check("batch: all of it", this::batch);
        check("retry: a listener that throws gets the message again", () -> {
            template.syncSend(topic("retry"), "again");
            equal(Arrays.asList("again 0", "again 1"), heard.await("retry", 2), "deliveries");
        });
        check("transaction: committed, rolled back, asked about", this::transaction);
        check("request and reply", () -> {
            String answer = template.sendAndReceive(topic("request"), "question", String.class);
            equal("answer to question", answer, "answer");
        });
        check("request and reply with an object", () -> {
            Listeners.Order answer = template.sendAndReceive(topic("request-object"), new Listeners.Order(7, "pencil"), Listeners.Order.class, 10_000);
            equal("8 pencil!", answer.getId() + " " + answer.getWhat(), "answer");
        });
    }

    private void plain() throws Exception {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            SendResult r = template.syncSend(topic("plain") + ":Tag" + "ABC".charAt(i % 3), "text " + i);
            equal(SendStatus.SEND_OK, r.getSendStatus(), "status");
            if (i % 3 != 2) expected.add("text " + i);
        }
        equal(new TreeSet<>(expected), new TreeSet<>(heard.await("plain", expected.size())), "texts");
        equal(expected.size(), heard.await("plain", 0).size(), "deliveries");
    }

    private void asynchronous() throws Exception {
        CompletableFuture<SendStatus> status = new CompletableFuture<>();
        template.asyncSend(topic("async"), "with a callback", new SendCallback() {
            @Override
            public void onSuccess(SendResult result) {
                status.complete(result.getSendStatus());
            }

            @Override
            public void onException(Throwable e) {
                status.completeExceptionally(e);
            }
        });
        equal(SendStatus.SEND_OK, status.get(20, TimeUnit.SECONDS), "status");
        template.sendOneWay(topic("async"), "one-way");
        equal(new TreeSet<>(Arrays.asList("one-way", "with a callback")), new TreeSet<>(heard.await("async", 2)), "texts");
    }

    private void object() throws Exception {
        Message<Listeners.Order> message = MessageBuilder.withPayload(new Listeners.Order(1, "铅笔")).setHeader("KEYS", "order-1").setHeader("own", "x").build();
        template.syncSend(topic("object"), message);
        equal(Collections.singletonList("1 铅笔 order-1 x"), heard.await("object", 1), "order");
    }

    private void expression() throws Exception {
        for (int i = 0; i < 10; i++) template.syncSend(topic("sql"), MessageBuilder.withPayload("" + i).setHeader("n", "" + i).build());
        equal(new TreeSet<>(Arrays.asList("7", "8", "9")), new TreeSet<>(heard.await("sql", 3)), "texts");
    }

    private void orderly() throws Exception {
        for (int i = 0; i < 60; i++) template.syncSendOrderly(topic("orderly"), (i % 3) + " " + (i / 3), "key " + i % 3);
        List<String> all = heard.await("orderly", 60);
        Map<String, Integer> next = new HashMap<>();
        for (String text : all) {
            String[] parts = text.split(" ");
            equal(next.getOrDefault(parts[0], 0), Integer.valueOf(parts[1]), "number within key " + parts[0]);
            next.put(parts[0], Integer.parseInt(parts[1]) + 1);
        }
        equal(3, next.size(), "keys");
    }

    private void delayed() throws Exception {
        template.syncSend(topic("delay"), MessageBuilder.withPayload("late").build(), 10_000, 2);
        template.syncSend(topic("delay"), "at once");
        equal(Arrays.asList("at once", "late"), heard.await("delay", 2), "texts");
    }

    private void batch() throws Exception {
        List<Message<String>> messages = new ArrayList<>();
        for (String text : Arrays.asList("a", "b", "c")) messages.add(MessageBuilder.withPayload(text).build());
        equal(SendStatus.SEND_OK, template.syncSend(topic("batch"), messages, 10_000).getSendStatus(), "status");
        equal(new TreeSet<>(Arrays.asList("a", "b", "c")), new TreeSet<>(heard.await("batch", 3)), "texts");
    }

    private void transaction() throws Exception {
        for (String text : Arrays.asList("roll back", "lost", "found", "commit")) {
            equal(SendStatus.SEND_OK, template.sendMessageInTransaction(topic("tx"), MessageBuilder.withPayload(text).build(), text).getSendStatus(), "status");
        }
        equal(Arrays.asList("commit", "found"), heard.await("tx", 2), "delivered");
        until("a question about the lost one", () -> heard.await("asked", 2).contains("lost"));
    }
}
