/** What can be set about a gateway: one validated record, read from {@code gateway.yaml} and what is laid over it. */
@NullMarked
package io.seckill.gateway.settings;

import org.jspecify.annotations.NullMarked;
