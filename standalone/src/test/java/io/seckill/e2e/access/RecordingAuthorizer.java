package io.seckill.e2e.access;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.metadata.authorizer.StandardAcl;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;

/** Kafka's own authorizer, which remembers what it has allowed to users who had to say who they are. */
public final class RecordingAuthorizer extends StandardAuthorizer {
    /** By what tells one from another. Of all brokers in this JVM, since Kafka makes its authorizers itself. */
    private static final Map<String, Allowed> ALLOWED = new ConcurrentHashMap<>();

    private record Allowed(AuthorizableRequestContext who, Action what) {}

    @Override
    public List<AuthorizationResult> authorize(AuthorizableRequestContext who, List<Action> actions) {
        List<AuthorizationResult> results = super.authorize(who, actions);
        for (int i = 0; i < actions.size(); i++) {
            if (results.get(i) == AuthorizationResult.ALLOWED
                    && !who.principal().equals(KafkaPrincipal.ANONYMOUS)) {
                Action what = actions.get(i);
                ALLOWED.put(
                        who.principal() + " " + what.operation() + " " + what.resourcePattern(),
                        new Allowed(who, what));
            }
        }
        return results;
    }

    /** Forgets everything. */
    static void forget() {
        ALLOWED.clear();
    }

    /** Whether all that was allowed would have been allowed by {@code acls} alone. */
    static boolean wouldDo(Collection<AclBinding> acls) {
        try (StandardAuthorizer judge = new StandardAuthorizer()) {
            Map<Uuid, StandardAcl> known = new HashMap<>();
            acls.forEach(acl -> known.put(Uuid.randomUuid(), StandardAcl.fromAclBinding(acl)));
            judge.withPluginMetrics(new PluginMetricsImpl(new Metrics(), Map.of()));
            judge.configure(Map.of("node.id", "1"));
            judge.loadSnapshot(known);
            judge.completeInitialLoad();
            return ALLOWED.values().stream()
                    .allMatch(each -> judge.authorize(each.who(), List.of(each.what()))
                            .equals(List.of(AuthorizationResult.ALLOWED)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
