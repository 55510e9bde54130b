package interop;

import org.apache.rocketmq.client.producer.DefaultMQProducer;

/** How the client of this starter (4.7.1) makes a topic. */
final class Topics {
    static void make(DefaultMQProducer maker, String topic) throws Exception {
        maker.createTopic("TBW102", topic, 4);
    }
}
