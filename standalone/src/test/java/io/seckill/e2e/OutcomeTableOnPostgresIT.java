package io.seckill.e2e;

import io.seckill.e2e.cluster.Store;

/** The same rows where PostgreSQL decides. A class of its own, since one instance of it serves all its tests. */
class OutcomeTableOnPostgresIT extends OutcomeTableIT {
    @Override
    Store store() {
        return Store.POSTGRES;
    }
}
