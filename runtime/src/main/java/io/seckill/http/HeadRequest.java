package io.seckill.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import io.vertx.core.internal.http.HttpServerRequestWrapper;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * A HEAD request: its response is that of GET, less the body, of which only the length is told.
 *
 * <p>Left to itself the library would send the body over HTTP/2.
 */
public final class HeadRequest extends HttpServerRequestWrapper {
    private final HttpServerResponse bodiless;

    private HeadRequest(HttpServerRequestInternal request) {
        super(request);
        HttpServerResponse response = request.response();
        this.bodiless = (HttpServerResponse) Proxy.newProxyInstance(
                HeadRequest.class.getClassLoader(),
                new Class<?>[] {HttpServerResponse.class},
                (proxy, method, arguments) -> call(proxy, response, method, arguments));
    }

    /** What to route in place of {@code request}, which is itself unless it is a HEAD. */
    public static HttpServerRequest of(HttpServerRequest request) {
        return request.method().equals(HttpMethod.HEAD) && request instanceof HttpServerRequestInternal head
                ? new HeadRequest(head)
                : request;
    }

    @Override
    public HttpServerResponse response() {
        return bodiless;
    }

    private static @Nullable Object call(
            Object proxy, HttpServerResponse response, Method method, Object @Nullable [] arguments) throws Throwable {
        boolean body = arguments != null && method.getName().equals("end") && method.getReturnType() == Future.class;
        if (body && arguments != null) {
            int length = arguments[0] instanceof Buffer buffer
                    ? buffer.length()
                    : Buffer.buffer(arguments[0].toString()).length();
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(length));
            return response.end();
        }
        try {
            Object result = method.invoke(response, arguments);
            return response.equals(result) ? proxy : result;
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
