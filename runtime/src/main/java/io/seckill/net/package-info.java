/**
 * Addresses and who may be trusted at them: {@link io.seckill.net.HostPort} is where a gateway is dialled,
 * {@link io.seckill.net.Networks} are ranges of addresses,
 * {@link io.seckill.net.FreePorts} finds ports that nobody set, {@link io.seckill.net.TlsSettings} name the files of
 * mutual TLS, and {@link io.seckill.net.TlsFiles} follow them while a process runs.
 * {@link io.seckill.net.RenewedConnections} replaces those whose answers are lost.
 */
@NullMarked
package io.seckill.net;

import org.jspecify.annotations.NullMarked;
