package io.seckill.deploy;

import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.io.Serial;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** KEDA's, as far as it is used here: KEDA publishes no model for Java. */
@Group("keda.sh")
@Version("v1alpha1")
@JsonDeserialize(using = JsonDeserializer.None.class)
final class ScaledObject implements HasMetadata {
    @Serial
    private static final long serialVersionUID = 1;

    /** The Deployment. */
    record Target(String name) {}

    /** What it is scaled by. */
    record Trigger(String type, Map<String, String> metadata) {}

    /** How. */
    record Spec(
            Target scaleTargetRef,
            int minReplicaCount,
            int maxReplicaCount,
            int cooldownPeriod,
            List<Trigger> triggers) {}

    private @Nullable String apiVersion;
    private @Nullable String kind;
    private @Nullable ObjectMeta metadata;
    private transient @Nullable Spec spec;

    @Override
    public @Nullable String getApiVersion() {
        return apiVersion;
    }

    @Override
    public void setApiVersion(String apiVersion) {
        this.apiVersion = apiVersion;
    }

    @Override
    public @Nullable String getKind() {
        return kind;
    }

    /** For Jackson. */
    public void setKind(String kind) {
        this.kind = kind;
    }

    @Override
    public @Nullable ObjectMeta getMetadata() {
        return metadata;
    }

    @Override
    public void setMetadata(ObjectMeta metadata) {
        this.metadata = metadata;
    }

    /** How it is scaled. */
    public @Nullable Spec getSpec() {
        return spec;
    }

    /** For Jackson. */
    public void setSpec(Spec spec) {
        this.spec = spec;
    }
}
