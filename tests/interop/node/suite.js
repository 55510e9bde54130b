'use strict';
// ali-ons against the cluster at NAMESRV_ADDR: prints one "ok" or "not ok" line an assertion.
const assert = require('assert');
const { Consumer, Producer, Message } = require('ali-ons');

const run = (Date.now() & 0xffffff).toString(36);
const name = stem => `NODE_${stem}_${run}`;
const quiet = { info() {}, warn() {}, debug() {}, error: (...args) => console.error(...args) };
const client = {
  nameSrv: process.env.NAMESRV_ADDR,
  httpclient: { request() { throw new Error('no address server here'); } },
  logger: quiet,
};
let failed = false;

async function check(title, body) {
  try {
    await body();
    console.log(`ok ${title}`);
  } catch (e) {
    failed = true;
    console.log(`not ok ${title}: ${String(e.message || e).replace(/\s+/g, ' ')}`);
  }
}

// No assertion about speed: longer than any timer of the client's, on a machine that does other things too.
const PATIENCE_MILLIS = 90000;

async function until(what, condition) {
  for (const end = Date.now() + PATIENCE_MILLIS; !condition(); await new Promise(done => setTimeout(done, 20))) {
    assert(Date.now() < end, `not within ${PATIENCE_MILLIS} ms: ${what}`);
  }
}

async function consume(group, topic, tags, instance) {
  const consumer = new Consumer({
    ...client,
    consumerGroup: name(group),
    instanceName: name(instance || group),
    consumeFromWhere: 'CONSUME_FROM_FIRST_OFFSET',
    rebalanceInterval: 1000,
  });
  consumer.on('error', e => console.error(e));
  consumer.got = [];
  consumer.subscribe(topic, tags, async message => {
    consumer.got.push(message);
  });
  await consumer.ready();
  return consumer;
}

const ids = messages => messages.map(m => m.msgId).sort();

async function main() {
  const producer = new Producer({ ...client, producerGroup: name('producers'), instanceName: name('producer') });
  producer.on('error', e => console.error(e));
  await producer.ready();
  const send = (topic, tag, body, keys) => {
    const message = new Message(topic, tag, body);
    if (keys) message.keys = keys;
    return producer.send(message);
  };

  // This client does not send to a topic without a route, so topics are created first, with its own request.
  const route = await producer._mqClient.getTopicRouteInfoFromNameServer('TBW102', 3000);
  const broker = route.brokerDatas[0].brokerAddrs[0];
  const create = async stem => {
    const topicName = name(stem);
    await producer._mqClient.createTopic(broker, 'TBW102', {
      topicName, readQueueNums: 4, writeQueueNums: 4, perm: 6, topicFilterType: 'SINGLE_TAG', topicSysFlag: 0, order: false,
    }, 3000);
    return topicName;
  };

  const all = await create('all');
  const sent = [];
  await check('send: SEND_OK', async () => {
    for (let i = 0; i < 40; i++) {
      const result = await send(all, 'TagA', `message ${i}`, [`key${i}`]);
      assert.strictEqual(result.sendStatus, 'SEND_OK');
      sent.push(result);
    }
  });
  await check('send: the answer names the queue, the offset and the id', () => {
    const next = {};
    for (const { messageQueue: { queueId }, queueOffset, msgId } of sent) {
      assert.strictEqual(Number(queueOffset), next[queueId] || 0, `offset in queue ${queueId}`);
      next[queueId] = Number(queueOffset) + 1;
      assert.match(msgId, /^[0-9A-F]{32}/i);
    }
    assert.strictEqual(Object.keys(next).length, 4, 'queues used');
  });
  await check('consume: all, each once, with body, tag and keys', async () => {
    const consumer = await consume('all', all, '*');
    await until('40 messages', () => consumer.got.length >= 40);
    assert.deepStrictEqual(ids(consumer.got), ids(sent));
    for (const m of consumer.got) {
      const n = m.keys.replace('key', '');
      assert.strictEqual(m.body.toString(), `message ${n}`);
      assert.strictEqual(m.tags, 'TagA');
    }
    await consumer.close();
  });
  await check('consume: the next consumer of the group goes on where the last one stopped', async () => {
    const more = [];
    for (let i = 0; i < 8; i++) more.push(await send(all, 'TagA', 'more'));
    const consumer = await consume('all', all, '*', 'all2');
    await until('8 messages', () => consumer.got.length >= 8);
    assert.deepStrictEqual(ids(consumer.got), ids(more));
    await consumer.close();
  });
  await check('consume: tags A || B', async () => {
    const topic = await create('tags');
    const wanted = [];
    for (let i = 0; i < 30; i++) {
      const result = await send(topic, 'ABC'[i % 3], `${i}`);
      if (i % 3 < 2) wanted.push(result);
    }
    const consumer = await consume('tags', topic, 'A || B');
    await until('20 messages', () => consumer.got.length >= 20);
    assert.deepStrictEqual(ids(consumer.got), ids(wanted));
    await consumer.close();
  });
  await check('a waiting consumer gets a message before it asks again, and long bodies whole', async () => {
    const topic = await create('waiting');
    await send(topic, 'T', 'first');
    const consumer = await consume('waiting', topic, '*');
    await until('the first message', () => consumer.got.length === 1);
    const begin = Date.now();
    await send(topic, 'T', 'second');
    await until('the second message', () => consumer.got.length === 2);
    // Without a wake-up it would wait for the next look at held pulls, every 5 s.
    assert(Date.now() - begin < 5000, `took ${Date.now() - begin} ms`);
    // Bodies of 4 KiB and more are compressed by the client.
    const long = '消息 0123456789 '.repeat(5000);
    await send(topic, 'T', long);
    await until('the long body', () => consumer.got.length === 3);
    assert.strictEqual(consumer.got[2].body.toString(), long);
    await consumer.close();
  });
  await producer.close();
}

const deadline = setTimeout(() => { console.log('not ok the suite ends in time'); process.exit(1); }, 150000);
main().catch(e => check('the rest of the suite', () => { throw e; })).then(() => {
  clearTimeout(deadline);
  process.exit(failed ? 1 : 0);
});
