package io.seckill.gateway.order;

/** What can be asked of an order. */
public enum OrderAction {
    SHOW,
    CONFIRM,
    CANCEL,
    REFUND
}
