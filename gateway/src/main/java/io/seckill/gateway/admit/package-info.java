/**
 * Step 2, admit: what can be refused before anything is queued is refused here, at once and cheaply.
 */
@NullMarked
package io.seckill.gateway.admit;

import org.jspecify.annotations.NullMarked;
