package io.seckill.gateway.auth;

import io.netty.util.NetUtil;
import io.seckill.gateway.auth.Caller.Unauthenticated;
import io.seckill.gateway.respond.Code;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where nobody has to say who they are, only somebody on this machine may administer. */
final class LoopbackAuthorizer implements AdminAuthorizer {
    @Override
    public void check(HttpServerRequest request, Consumer<@Nullable Unauthenticated> then) {
        then.accept(
                isLoopback(request.remoteAddress().hostAddress())
                        ? null
                        : Caller.unauthenticated(
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
