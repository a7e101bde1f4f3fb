package io.seckill.deploy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.io.Serial;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.Yaml;

/**
 * What an overlay of {@code deploy/kubernetes} is rendered to. Whatever Kubernetes does not know, a misspelt field for
 * example, is refused.
 *
 * @param objects all of it
 */
record Manifests(List<HasMetadata> objects) {
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.ofEntries(
            Map.entry("v1/Namespace", Namespace.class),
            Map.entry("v1/ConfigMap", ConfigMap.class),
            Map.entry("v1/Secret", Secret.class),
            Map.entry("v1/Service", Service.class),
            Map.entry("apps/v1/Deployment", Deployment.class),
            Map.entry("autoscaling/v2/HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
            Map.entry("networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class),
            Map.entry("policy/v1/PodDisruptionBudget", PodDisruptionBudget.class),
            Map.entry("monitoring.coreos.com/v1/ServiceMonitor", ServiceMonitor.class),
            Map.entry("keda.sh/v1alpha1/ScaledObject", ScaledObject.class));

    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new NothingElse())
            .build();

    /** The models have a place for what they do not know; here they have none. */
    private static final class NothingElse extends JacksonAnnotationIntrospector {
        @Serial
        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnySetter(Annotated member) {
            return false;
        }
    }

    private static final Pattern MINOR_VERSION = Pattern.compile("\"minor\": *\"(\\d+)");
    private static final int LEAST_MINOR_VERSION = 27;

    /** As {@code kubectl kustomize} renders {@code overlay}. Skips the test where the tool is older than what they use. */
    static Manifests of(String overlay) {
        Tool kubectl = Tool.named("kubectl");
        Matcher version = MINOR_VERSION.matcher(
                kubectl.run("", "version", "--client", "--output=json").text());
        assumeTrue(
                version.find() && Integer.parseInt(version.group(1)) >= LEAST_MINOR_VERSION, "kubectl 1.27 or newer");
        Tool.Run run = kubectl.run("", "kustomize", "kubernetes/overlays/" + overlay);
        if (run.exitCode() != 0) {
            throw new AssertionError(run.text());
        }
        return new Manifests(StreamSupport.stream(new Yaml().loadAll(run.text()).spliterator(), false)
                .<HasMetadata>map(Manifests::object)
                .toList());
    }

    private static HasMetadata object(Object read) {
        Map<?, ?> object = (Map<?, ?>) read;
        String kind = object.get("apiVersion") + "/" + object.get("kind");
        Class<? extends HasMetadata> model = KINDS.get(kind);
        if (model == null) {
            throw new AssertionError("no model of " + kind);
        }
        return STRICT.convertValue(object, model);
    }

    /** Those of one kind. */
    <T extends HasMetadata> Stream<T> all(Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast);
    }

    /** The one of that kind and name. */
    <T extends HasMetadata> T one(Class<T> kind, String name) {
        return all(kind)
                .filter(object -> object.getMetadata().getName().equals(name))
                .findAny()
                .orElseThrow();
    }
}
