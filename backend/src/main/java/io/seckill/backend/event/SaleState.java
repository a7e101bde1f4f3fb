package io.seckill.backend.event;

/** How an item's sale stands, by its definition and the log's time. */
enum SaleState {
    SCHEDULED(EventType.ITEM_DEFINED),
    OPEN(EventType.ITEM_OPENED),
    PAUSED(EventType.ITEM_PAUSED),
    CLOSED(EventType.ITEM_CLOSED);

    private final EventType begin;

    SaleState(EventType begin) {
        this.begin = begin;
    }

    /** What tells that it stands so now. */
    EventType begin() {
        return begin;
    }
}
