package io.seckill.gateway.http;

import io.seckill.contract.Limits;
import io.seckill.gateway.respond.Answer;
import io.seckill.gateway.respond.Code;
import io.seckill.gateway.respond.Refusal;
import io.seckill.gateway.respond.Replies;
import io.seckill.gateway.settings.IdentitySettings;
import io.seckill.http.AllowedOrigins;
import io.seckill.http.HeadRequest;
import io.seckill.http.Objection;
import io.seckill.http.RequestFilter;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns away, before it is routed, what neither port serves whatever it asks for. A caller's own id of a request goes into its
 * answer, and nowhere else where an id counts. Immutable.
 */
public final class FilteredRequests implements Handler<HttpServerRequest> {
    private final RequestFilter filter;
    private final Replies replies;
    private final Handler<HttpServerRequest> next;

    private FilteredRequests(RequestFilter filter, Replies replies, Handler<HttpServerRequest> next) {
        this.filter = filter;
        this.replies = replies;
        this.next = next;
    }

    /**
     * Gives {@code next} the requests to a port that listens on {@code host}, as far as {@code identity} lets them in; pages of
     * {@code origins} may send them too.
     */
    public static FilteredRequests to(
            Handler<HttpServerRequest> next,
            IdentitySettings identity,
            String host,
            AllowedOrigins origins,
            Replies replies) {
        List<String> names = new ArrayList<>(identity.hosts());
        names.add(host);
        RequestFilter filter = identity.byToken() ? RequestFilter.ofAnyHost() : RequestFilter.ofHosts(names, origins);
        return new FilteredRequests(filter, replies, next);
    }

    @Override
    public void handle(HttpServerRequest request) {
        HttpServerRequest asked = HeadRequest.of(request);
        String callersId = asked.getHeader(Answer.REQUEST_ID);
        if (callersId != null && Limits.isId(callersId)) {
            asked.response().putHeader(Answer.REQUEST_ID, callersId);
        }
        Objection objection = filter.objection(asked);
        if (objection == null) {
            next.handle(asked);
        } else {
            replies.refuse(asked.response(), new Refusal(codeOf(objection.kind()), objection.detail()));
        }
    }

    private static Code codeOf(Objection.Kind kind) {
        return switch (kind) {
            case MALFORMED -> Code.INVALID_REQUEST;
            case UNKNOWN_HOST -> Code.UNKNOWN_HOST;
            case FOREIGN_PAGE -> Code.FORBIDDEN;
        };
    }
}
