package io.seckill.gateway.identify;

import io.netty.util.NetUtil;
import io.seckill.gateway.identify.Caller.Stranger;
import io.seckill.gateway.respond.Code;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where nobody has to say who they are, only somebody on this machine may administer. */
final class LoopbackOnly implements AdminGate {
    @Override
    public void check(HttpServerRequest request, Consumer<@Nullable Stranger> then) {
        then.accept(
                isLoopback(request.remoteAddress().hostAddress())
                        ? null
                        : Caller.stranger(
                                Code.FORBIDDEN,
                                "without authentication (gateway.identity) only callers on this machine may"));
    }

    static boolean isLoopback(@Nullable String address) {
        byte[] bytes = address == null ? null : NetUtil.createByteArrayFromIpAddressString(address);
        try {
            // Also right for an IPv4 address that is written as IPv6.
            return bytes != null && InetAddress.getByAddress(bytes).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }
}
