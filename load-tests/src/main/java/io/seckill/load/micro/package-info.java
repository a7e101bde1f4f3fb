/**
 * JMH microbenchmarks of what every purchase passes through: the pending map, the wire format, the ledger's decisions.
 * Run by {@code load-tests/microbench [PATTERN] [JMH options]}.
 */
@NullMarked
package io.seckill.load.micro;

import org.jspecify.annotations.NullMarked;
