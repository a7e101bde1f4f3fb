// A backend of the seckill gateway; ../../docs/backends.md explains its duties. It sells without holds. One process at
// a time decides a queue, from what its ledger says. A failure ends the process; the next owner decides what was open.
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import kafkajs from 'kafkajs';
import protobuf from 'protobufjs';

const { KAFKA = '127.0.0.1:9092', GROUP = 'node-backend', PREFIX = 'seckill', GATEWAYS = '127.0.0.1' } = process.env;
const [REQUESTS, LEDGER, ITEMS, DEAD] = ['requests', 'orders', 'items', 'requests.dlq'].map((it) => `${PREFIX}.${it}`);
const REMEMBERED = 100_000; // refusals of a queue; the oldest is forgotten first
const MAX_LISTED = 100; // orders
const MAX_RESULTS = 200; // in a message, which must stay below 256 KiB
const MAX_UNSENT = 500; // messages that a gateway has not read: more are dropped, and their buyers ask again
const proto = new protobuf.Root();
proto.resolvePath = (from, file) => fileURLToPath(new URL(`../../proto/src/main/proto/${file}`, import.meta.url));
proto.loadSync(['seckill/v1/command.proto', 'seckill/v1/callback.proto']);
const [Command, LedgerRecord, Item, ResultBatch, ReceiptBatch, { values: outcomes }] =
  ['Command', 'LedgerRecord', 'Item', 'ResultBatch', 'ReceiptBatch', 'Outcome'].map((it) => proto.lookup(`seckill.v1.${it}`));
const CLOSED = proto.lookup('seckill.v1.ItemState').values.ITEM_STATE_CLOSED;
const { ORDER_STATUS_CANCELLED, ORDER_STATUS_REFUNDED } = proto.lookup('seckill.v1.OrderStatus').values;
const answer = (name, more) => ({ outcome: outcomes[`OUTCOME_${name}`], ...more });
// Its log would call retries errors.
const kafka = new kafkajs.Kafka({ brokers: KAFKA.split(','), logLevel: kafkajs.logLevel.NOTHING });
const [admin, requests, ledger] = [kafka.admin(), kafka.consumer({ groupId: GROUP, sessionTimeout: 6_000 }),
  kafka.consumer({ groupId: `${GROUP}-ledger-${process.pid}-${Date.now()}` })];
const fail = (error) => { console.error(error); process.exit(1); };

const getOrAdd = (map, key, make) => map.get(key) ?? map.set(key, make()).get(key);
const [queues, gateways] = [new Map(), new Map()];
const queueOf = (number) => getOrAdd(queues, number, () => ({ number, items: new Map(), refusals: new Map() }));
const itemOf = ({ items }, id) =>
  getOrAdd(items, id, () => ({ orders: new Map(), keys: new Map(), users: new Map(), sold: 0 }));
const status = (item, version) => ({ ...item.definition, remaining: item.definition.stock - item.sold, version });

/** Changes what is known of a queue as a record of its ledger says. Nothing else changes it. */
function apply(queue, key, value) {
  if (!value) return queue.items.delete(key); // of an item that was deleted; a deleted order's key is no item's
  const { item: definition, order } = LedgerRecord.decode(value);
  if (definition) itemOf(queue, definition.itemId).definition = definition;
  const item = order && itemOf(queue, order.itemId);
  const known = item?.orders.get(order.orderId);
  if (!order || (known && known.status === order.status)) return;
  item.orders.set(order.orderId, order);
  if (order.idempotencyKey) item.keys.set(`${order.userId} ${order.idempotencyKey}`, order);
  const held = getOrAdd(item.users, order.userId, () => new Map());
  if (held.delete(order.orderId)) item.sold -= order.quantity;
  if (order.status) return; // it has ended
  held.set(order.orderId, order);
  item.sold += order.quantity;
}

/** The result of a command; `save` takes what must be durable before anybody is told. */
function decide(queue, command, now, version, save) {
  const { action, userId, itemId, requestId, lookup, putItem, changeState, deleteItem } = command;
  const [item, refusals] = [itemOf(queue, itemId), queue.refusals];
  const own = (id, name) => item.orders.get(id)?.userId === userId && answer(name, { order: item.orders.get(id) });
  const aboutOrder = ['showOrder', 'confirm', 'cancel', 'refund'].includes(action);
  const list = action === 'listOrders';
  if (!item.definition && (aboutOrder || list || changeState || deleteItem)) return answer('UNKNOWN_ITEM');
  if (aboutOrder) return ofOrder(item, command, version, save);
  if (list) return answer('ORDERS_LISTED', { orders: listOf(item, userId) });
  const { state = 0, closesAt } = item.definition ?? {};
  if (deleteItem && state !== CLOSED && !(closesAt > 0 && now >= closesAt)) return answer('ITEM_NOT_CLOSED');
  if (deleteItem) {
    item.orders.forEach((order, id) => save(`${itemId}/${id}`));
    save(itemId); // last, as the cleaner comes to the first ones first
    return answer('ITEM_DELETED');
  }
  if (state === CLOSED && (putItem || (changeState && changeState.to !== CLOSED))) return answer('ITEM_CLOSED');
  if (putItem?.holdMillis > 0) return answer('REJECTED_BY_BACKEND');
  if (putItem?.stock < item.sold) return answer('STOCK_BELOW_SOLD', { item: status(item, version) });
  if (putItem) save(itemId, { item: { ...putItem, opensAt: Number(putItem.opensAt) || now, state, itemId, version } });
  if (changeState) save(itemId, { item: { ...item.definition, state: changeState.to, version } });
  if (putItem || changeState) return answer('ITEM_STORED', { item: status(item, version) });
  const asked = lookup?.requestId ?? requestId;
  const known = own(asked, 'ACCEPTED') || refusals.get(`${asked} ${userId}`); // a command may come twice
  const result = known ?? (lookup ? answer('UNKNOWN_REQUEST') : buy(item, command, now, version, save));
  if (!own(asked, 'ACCEPTED')) refusals.set(`${asked} ${userId}`, result);
  if (refusals.size > REMEMBERED) refusals.delete(refusals.keys().next().value);
  return lookup && !item.definition ? answer('UNKNOWN_ITEM') : result;
}

/** What is asked of an order. All are confirmed from the start; a service, which names no user, can end one. */
function ofOrder(item, { action, userId, itemId, [action]: { orderId, restock } }, version, save) {
  const order = item.orders.get(orderId);
  if (!order || (userId && order.userId !== userId)) return answer('UNKNOWN_ORDER');
  if (action === 'showOrder') return answer('ORDER_SHOWN', { order });
  const wanted = { cancel: ORDER_STATUS_CANCELLED, refund: ORDER_STATUS_REFUNDED }[action];
  if (!order.status && wanted && !userId) {
    save(`${itemId}/${orderId}`, { order: { ...order, status: wanted } });
    const stock = item.definition.stock - order.quantity;
    if (action === 'refund' && !restock) save(itemId, { item: { ...item.definition, stock, version } });
  }
  const { status } = item.orders.get(orderId);
  const past = { 0: 'CONFIRMED', [ORDER_STATUS_CANCELLED]: 'CANCELLED', [ORDER_STATUS_REFUNDED]: 'REFUNDED' }[status];
  const asWanted = status === (wanted ?? 0);
  return answer(`${asWanted ? 'ORDER' : 'ALREADY'}_${past}`, { order: item.orders.get(orderId) });
}

/** The newest of the user's orders; whoever has more of them is told so. */
function listOf(item, userId) {
  const own = [...item.orders.values()].filter((it) => it.userId === userId)
    .sort((one, other) => other.decidedAt - one.decidedAt || (other.orderId > one.orderId ? 1 : -1));
  return { orders: own.slice(0, MAX_LISTED), more: own.length > MAX_LISTED };
}

function buy(item, command, now, version, save) {
  const { requestId: orderId, userId, itemId, idempotencyKey, deviceId, expiresAt, purchase: { quantity } } = command;
  const first = item.keys.get(`${userId} ${idempotencyKey}`);
  const held = [...(item.users.get(userId)?.values() ?? [])];
  const units = held.reduce((sum, it) => sum + it.quantity, 0);
  if (first && first.quantity !== quantity) return answer('IDEMPOTENCY_KEY_REUSED');
  if (first) return answer('ACCEPTED', { order: first });
  if (expiresAt > 0 && now > expiresAt) return answer('EXPIRED');
  if (!item.definition) return answer('UNKNOWN_ITEM');
  const { opensAt, closesAt, state } = item.definition;
  if (state === CLOSED || (closesAt > 0 && now >= closesAt)) return answer('ENDED');
  if (state > 0) return answer('PAUSED');
  if (now < opensAt) return answer('NOT_STARTED', { item: status(item, version) });
  if (units + quantity > item.definition.perUserLimit) return answer('LIMIT_REACHED', { order: held.at(-1) });
  if (item.sold + quantity > item.definition.stock) return answer('SOLD_OUT');
  const order = { orderId, userId, itemId, quantity, decidedAt: now, idempotencyKey, deviceId };
  save(`${itemId}/${orderId}`, { order });
  return answer('ACCEPTED', { order });
}

/** Why nobody can decide the command; undefined where it can be decided. */
function wrongWith({ action, requestId, userId, itemId, deviceId, purchase, putItem, changeState, deleteItem }, key) {
  const id = /^[ -~]{1,128}$/;
  const name = /^[ -~]{1,255}$/;
  if (!action || action === 'seal' || action === 'await') return 'an action that this backend does not know';
  if (deviceId && !id.test(deviceId)) return 'device_id';
  if (!id.test(requestId) || !/^[\w.-]{1,64}$/.test(itemId) || key !== itemId) return 'request_id, item_id or key';
  if (purchase?.quantity === 0 || putItem?.perUserLimit === 0) return 'quantity or per_user_limit';
  if (changeState?.to > CLOSED) return 'a state that is not known';
  if (action === 'refund' && userId) return 'user_id: no user refunds';
  const byNobody = putItem || changeState || deleteItem || (!userId && ['confirm', 'cancel', 'refund', 'showOrder'].includes(action));
  return byNobody || name.test(userId) ? undefined : 'user_id';
}

async function decideBatch({ batch }) {
  const queue = queueOf(batch.partition);
  if (!queue.producer) await open(queue);
  const [records, changed, replies] = [[], new Set(), new Map()];
  const save = (key, record) => {
    const value = record ? LedgerRecord.encode(record).finish() : null;
    records.push({ topic: LEDGER, partition: queue.number, key, value });
    apply(queue, key, value);
    changed.add(key.split('/')[0]);
  };
  for (const { key, value, offset, timestamp } of batch.messages.filter((it) => Number(it.offset) >= queue.next)) {
    const command = parse(value);
    if (command.action === 'expireHolds') continue; // there are none
    const wrong = wrongWith(command, key?.toString());
    const headers = { reason: wrong, 'origin-topic': REQUESTS, 'origin-partition': `${queue.number}`, 'origin-offset': offset };
    if (wrong) records.push({ topic: DEAD, partition: queue.number, key, value: value?.subarray(0, 524_288), headers });
    const { requestId, gatewayEpoch, replyTo } = command;
    const result = wrong ? answer('REJECTED_BY_BACKEND')
      : decide(queue, command, Number(timestamp), Number(offset) + 1, save);
    getOrAdd(replies, replyTo, () => []).push({ ...result, requestId, gatewayEpoch, queue: queue.number, offset });
  }
  queue.next = Number(batch.lastOffset()) + 1;
  for (const id of changed) {
    const item = queue.items.get(id);
    const value = item?.definition ? Item.encode(status(item, queue.next)).finish() : null;
    records.push({ topic: ITEMS, partition: 0, key: id, value });
  }
  await commit(queue.producer, records, [{ partition: queue.number, offset: `${queue.next}` }]);
  replies.forEach(deliver);
}

const parse = (value) => { try { return Command.decode(value ?? []); } catch { return Command.create(); } };

async function commit(producer, records, partitions) {
  // A transaction of nothing but offsets is refused while the one before it is being completed.
  if (!records.length) return requests.commitOffsets(partitions.map((it) => ({ topic: REQUESTS, ...it })));
  const transaction = await producer.transaction();
  await transaction.sendBatch({ topicMessages: records.map(({ topic, ...it }) => ({ topic, messages: [it] })) });
  await transaction.sendOffsets({ consumerGroupId: GROUP, topics: [{ topic: REQUESTS, partitions }] });
  await transaction.commit();
}

/** Fences the queue's former owner, reads all that it wrote, and learns how far it came. */
async function open(queue) {
  const transactionalId = `${GROUP}-${queue.number}`;
  const producer = kafka.producer({ transactionalId, idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  queue.barrier = `~barrier/${process.pid}/${Date.now()}`;
  const read = new Promise((resolve) => { queue.passed = resolve; });
  await commit(producer, [{ topic: LEDGER, partition: queue.number, key: queue.barrier, value: null }], []);
  await read;
  const [{ partitions }] = await admin.fetchOffsets({ groupId: GROUP, topics: [REQUESTS] });
  queue.next = Math.max(0, partitions.find((it) => it.partition === queue.number).offset); // -1 where there is none
  queue.producer = producer;
  console.log(`deciding queue ${queue.number} from ${queue.next} on`);
}

function deliver(results, address) {
  if (!GATEWAYS.split(',').includes(address.replace(/:\d+$/, ''))) return; // or the address is empty: nobody waits
  const stream = getOrAdd(gateways, address, () => {
    const client = new grpc.Client(address, grpc.credentials.createInsecure());
    const forget = () => { gateways.delete(address); client.close(); };
    const encode = (batch) => Buffer.from(ResultBatch.encode(batch).finish());
    return client.makeBidiStreamRequest('/seckill.v1.ResultCallback/DeliverStream', encode, ReceiptBatch.decode)
      .once('error', forget).resume();
  });
  for (let i = 0; i < results.length && stream.writableLength < MAX_UNSENT; i += MAX_RESULTS) {
    stream.write({ results: results.slice(i, i + MAX_RESULTS) });
  }
}

await Promise.all([admin, requests, ledger].map((it) => it.connect()));
while (!(await admin.listTopics()).includes(REQUESTS)) await setTimeout(500); // a gateway makes the topics
await ledger.subscribe({ topic: LEDGER, fromBeginning: true });
await requests.subscribe({ topic: REQUESTS, fromBeginning: true });
[ledger, requests].forEach((it) => it.on(it.events.CRASH, ({ payload }) => fail(payload.error)));
requests.on(requests.events.GROUP_JOIN, () => queues.forEach((queue) => { queue.producer = undefined; }));
await ledger.run({ autoCommit: false, eachMessage: async ({ partition, message: { key, value } }) => {
  const queue = queueOf(partition);
  if (queue.barrier === key.toString()) queue.passed();
  else if (!queue.producer) apply(queue, key.toString(), value); // an owner knows what it wrote
} });
await requests.run({ autoCommit: false, eachBatch: (it) => decideBatch(it).catch(fail) });
process.once('SIGTERM', () => requests.disconnect().then(() => process.exit(), fail));
