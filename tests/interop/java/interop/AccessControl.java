package interop;

import static interop.Check.check;
import static interop.Check.equal;
import static interop.Check.require;
import static interop.Check.until;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.rocketmq.acl.common.AclClientRPCHook;
import org.apache.rocketmq.acl.common.SessionCredentials;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueAveragely;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.AclConfig;
import org.apache.rocketmq.common.PlainAccessConfig;
import org.apache.rocketmq.common.TopicConfig;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.protocol.body.ClusterAclVersionInfo;
import org.apache.rocketmq.common.subscription.SubscriptionGroupConfig;
import org.apache.rocketmq.remoting.RPCHook;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;

/** Accounts and rights, on a broker with aclEnable=true and the accounts that tests/interop/run writes. */
final class AccessControl {
    static final String ADMIN = "interop-admin";
    private static final String USER = "interop-user", SECRET = "interop-secret";

    static void run(Env env) throws Exception {
        DefaultMQAdminExt admin = admin(env, ADMIN);
        for (String topic : new String[] {"acl-pub", "acl-sub", "acl-none"}) {
            check("acl: an administrator creates " + topic, () -> {
                admin.createAndUpdateTopicConfig(env.address, new TopicConfig(topic, 1, 1, 6));
                until("a route to " + topic, () -> env.routed(topic));
            });
        }
        check("acl: without account nothing is sent", () -> denied("No accessKey is configured", () -> send(env, null, "acl-pub")));
        check("acl: an unknown account", () -> denied("No acl config for nobody-knows", () -> send(env, hook("nobody-knows", SECRET), "acl-pub")));
        check("acl: a wrong secret", () -> denied("Check signature failed for accessKey=" + USER, () -> send(env, hook(USER, "another-secret"), "acl-pub")));
        check("acl: a right to publish", () -> send(env, hook(USER, SECRET), "acl-pub"));
        check("acl: no right to publish", () -> {
            denied("No default permission for topic:acl-sub", () -> send(env, hook(USER, SECRET), "acl-sub"));
            denied("No default permission for topic:acl-none", () -> send(env, hook(USER, SECRET), "acl-none"));
        });
        check("acl: an administrator may publish everywhere", () -> send(env, hook(ADMIN, SECRET), "acl-none"));
        check("acl: a body, properties and tags are signed along", () -> {
            DefaultMQProducer producer = producer(env, hook(USER, SECRET));
            Message message = new Message("acl-pub", "tag", "key", Env.bytes("\u4e2d\u6587 \ud83d\ude00"));
            message.putUserProperty("\u5c5e\u6027", "\u503c");
            equal(SendStatus.SEND_OK, producer.send(message).getSendStatus(), "status");
            producer.send(new Message("acl-pub", new byte[100_000]));
            producer.shutdown();
        });
        check("acl: a consumer gets what it may subscribe to", () -> {
            send(env, hook(ADMIN, SECRET), "acl-sub");
            Set<String> got = new ConcurrentSkipListSet<>();
            DefaultMQPushConsumer consumer = consumer(env, "acl-group", "acl-sub", got);
            until("the message", () -> !got.isEmpty());
            consumer.shutdown();
        });
        check("acl: a consumer of a topic it may not see gets nothing", () -> {
            Set<String> got = new ConcurrentSkipListSet<>();
            DefaultMQPushConsumer consumer = consumer(env, "acl-group-2", "acl-none", got);
            Thread.sleep(2_000);
            require(got.isEmpty(), "received " + got);
            consumer.shutdown();
        });
        check("acl: users do not administrate", () -> {
            DefaultMQAdminExt user = admin(env, USER);
            denied("Need admin permission for request code=17", () -> user.createAndUpdateTopicConfig(env.address, new TopicConfig("acl-x", 1, 1, 6)));
            SubscriptionGroupConfig group = new SubscriptionGroupConfig();
            group.setGroupName("acl-x");
            denied("Need admin permission for request code=200", () -> user.createAndUpdateSubscriptionGroupConfig(env.address, group));
            user.fetchBrokerRuntimeStats(env.address);
            user.shutdown();
        });
        check("acl: accounts are added, changed, listed and deleted", () -> {
            PlainAccessConfig account = new PlainAccessConfig();
            account.setAccessKey("interop-new");
            account.setSecretKey("interop-new-secret");
            account.setDefaultTopicPerm("PUB");
            admin.createAndUpdatePlainAccessConfig(env.address, account);
            until("the account", () -> sends(env, "interop-new", "interop-new-secret", "acl-none"));
            account.setTopicPerms(List.of("acl-none=DENY"));
            admin.createAndUpdatePlainAccessConfig(env.address, account);
            until("the denial", () -> !sends(env, "interop-new", "interop-new-secret", "acl-none"));
            send(env, hook("interop-new", "interop-new-secret"), "acl-pub");
            AclConfig all = admin.examineBrokerClusterAclConfig(env.address);
            PlainAccessConfig listed = all.getPlainAccessConfigs().stream().filter(a -> a.getAccessKey().equals("interop-new")).findFirst().get();
            equal(List.of("acl-none=DENY"), listed.getTopicPerms(), "rights");
            equal("PUB", listed.getDefaultTopicPerm(), "default right");
            equal("interop-new-secret", listed.getSecretKey(), "secret");
            admin.deletePlainAccessConfig(env.address, "interop-new");
            until("the end of the account", () -> !sends(env, "interop-new", "interop-new-secret", "acl-pub"));
        });
        check("acl: accounts that cannot be", () -> {
            PlainAccessConfig account = new PlainAccessConfig();
            account.setAccessKey("interop-bad");
            account.setSecretKey("interop-bad-secret");
            account.setTopicPerms(List.of("acl-none=WRITE"));
            denied("Parse resource permission error for acl-none=WRITE", () -> admin.createAndUpdatePlainAccessConfig(env.address, account));
            account.setTopicPerms(List.of("acl-none"));
            denied("Parse Resource format error for acl-none", () -> admin.createAndUpdatePlainAccessConfig(env.address, account));
            denied("The accesskey[interop-bad] corresponding to accessConfig has been deleted failed.", () -> admin.deletePlainAccessConfig(env.address, "interop-bad"));
        });
        check("acl: the version counts changes", () -> {
            ClusterAclVersionInfo before = admin.examineBrokerClusterAclVersionInfo(env.address);
            admin.updateGlobalWhiteAddrConfig(env.address, "10.1.1.1,10.2.2.*");
            until("a new version", () ->
                admin.examineBrokerClusterAclVersionInfo(env.address).getAclConfigDataVersion().getCounter().get() > before.getAclConfigDataVersion().getCounter().get());
            Map<?, ?> files = before.getAllAclConfigDataVersion();
            equal(1, files.size(), "files");
            equal(env.broker, before.getBrokerName(), "broker");
            equal(env.address, before.getBrokerAddr(), "address");
        });
        check("acl: who is on the white list needs no account", () -> {
            admin.updateGlobalWhiteAddrConfig(env.address, "127.0.0.*");
            until("the white list", () -> sends(env, null, null, "acl-none"));
            admin.updateGlobalWhiteAddrConfig(env.address, "10.1.1.1");
            until("the end of it", () -> !sends(env, null, null, "acl-none"));
        });
        admin.shutdown();
    }

    private static RPCHook hook(String name, String secret) {
        return new AclClientRPCHook(new SessionCredentials(name, secret));
    }

    static DefaultMQAdminExt admin(Env env, String name) throws Exception {
        DefaultMQAdminExt admin = new DefaultMQAdminExt(hook(name, SECRET), 10_000);
        admin.setNamesrvAddr(env.namesrv);
        admin.setInstanceName(Env.instance());
        admin.start();
        return admin;
    }

    private static DefaultMQProducer producer(Env env, RPCHook hook) throws Exception {
        DefaultMQProducer producer = new DefaultMQProducer(env.name("acl"), hook);
        producer.setNamesrvAddr(env.namesrv);
        producer.setInstanceName(Env.instance());
        producer.setRetryTimesWhenSendFailed(0);
        producer.start();
        return producer;
    }

    private static void send(Env env, RPCHook hook, String topic) throws Exception {
        DefaultMQProducer producer = producer(env, hook);
        try {
            equal(SendStatus.SEND_OK, producer.send(new Message(topic, Env.bytes("x"))).getSendStatus(), "status");
        } finally {
            producer.shutdown();
        }
    }

    private static boolean sends(Env env, String name, String secret, String topic) {
        try {
            send(env, name == null ? null : hook(name, secret), topic);
            return true;
        } catch (Exception refused) {
            return false;
        }
    }

    private static DefaultMQPushConsumer consumer(Env env, String group, String topic, Set<String> got) throws Exception {
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(group, hook(USER, SECRET), new AllocateMessageQueueAveragely());
        consumer.setNamesrvAddr(env.namesrv);
        consumer.setInstanceName(Env.instance());
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.subscribe(topic, "*");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            for (MessageExt message : messages) got.add(message.getMsgId());
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
        return consumer;
    }

    /** The call has to be refused with these words somewhere in its causes. */
    private static void denied(String reason, Check.Body body) throws Throwable {
        try {
            body.run();
        } catch (Exception e) {
            StringBuilder said = new StringBuilder();
            for (Throwable cause = e; cause != null; cause = cause.getCause()) said.append(cause.getMessage()).append(" / ");
            require(said.toString().contains(reason), "refused, but not with \"" + reason + "\": " + said);
            return;
        }
        throw new AssertionError("accepted, but should be refused: " + reason);
    }
}
