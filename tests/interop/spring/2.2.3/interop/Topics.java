package interop;

import java.util.Collections;
import org.apache.rocketmq.client.producer.DefaultMQProducer;

/** How the client of this starter (5.0.0) makes a topic. */
final class Topics {
    static void make(DefaultMQProducer maker, String topic) throws Exception {
        maker.createTopic("TBW102", topic, 4, Collections.emptyMap());
    }
}
