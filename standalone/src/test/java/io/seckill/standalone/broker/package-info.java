/** The embedded broker, started for real. */
@NullMarked
package io.seckill.standalone.broker;

import org.jspecify.annotations.NullMarked;
