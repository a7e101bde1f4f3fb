package io.seckill.e2e;

import io.seckill.e2e.cluster.Store;

/** The same faults where PostgreSQL decides. A class of its own, since one instance of it serves all its tests. */
class EveryFaultPointOnPostgresIT extends EveryFaultPointIT {
    @Override
    Store store() {
        return Store.POSTGRES;
    }
}
