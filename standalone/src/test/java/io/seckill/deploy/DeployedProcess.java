package io.seckill.deploy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.seckill.backend.BackendSettings;
import io.seckill.backend.projection.ProjectorSettings;
import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/**
 * A process of this project, as a manifest starts it.
 *
 * @param name what the manifest calls it
 * @param kind gateway, backend or projector
 * @param environment its variables, those of the project only
 */
record DeployedProcess(String name, String kind, Map<String, String> environment) {
    private static final String SECRET_FILE = "_FILE";

    /** Those of {@code manifests}. */
    static List<DeployedProcess> in(Manifests manifests) {
        return manifests
                .all(Deployment.class)
                .filter(deployment -> deployment.getMetadata().getName().startsWith("seckill-"))
                .map(deployment -> of(manifests, deployment))
                .toList();
    }

    private static DeployedProcess of(Manifests manifests, Deployment deployment) {
        Container container =
                deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
        Map<String, String> environment = new TreeMap<>();
        container
                .getEnvFrom()
                .forEach(from -> environment.putAll(manifests
                        .one(ConfigMap.class, from.getConfigMapRef().getName())
                        .getData()));
        for (EnvVar variable : container.getEnv()) {
            if (variable.getName().startsWith("SECKILL_")) {
                environment.put(variable.getName(), variable.getValue().replace("$(POD_IP)", "10.1.2.3"));
            }
        }
        return new DeployedProcess(deployment.getMetadata().getName(), container.getName(), environment);
    }

    /** Those of {@code deploy/compose.yaml}. */
    static List<DeployedProcess> inCompose() {
        List<DeployedProcess> processes = new ArrayList<>();
        map(compose().get("services")).forEach((name, service) -> {
            Object image = map(service).get("image");
            if (image.toString().startsWith("seckill-")) {
                String kind = name.split("-", 2)[0];
                Map<String, String> environment = new TreeMap<>();
                map(map(service).get("environment"))
                        .forEach((variable, value) -> environment.put(variable, value.toString()));
                processes.add(new DeployedProcess(name, kind, environment));
            }
        });
        return processes;
    }

    /** What {@code deploy/compose.yaml} says. */
    static Map<String, Object> compose() {
        try {
            return map(new Yaml().load(Files.readString(Tool.DEPLOY.resolve("compose.yaml"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    /** The files that it reads secrets from. */
    Stream<String> secretFiles() {
        return environment.keySet().stream()
                .filter(variable -> variable.endsWith(SECRET_FILE))
                .map(environment::get);
    }

    /** The settings that it would start with; one that is unknown, or out of its bounds, is an error. */
    Settings settings() {
        // A secret is in a pod only; here any file that can be read stands for it.
        String secret = Tool.DEPLOY.resolve("compose.yaml").toString();
        Map<String, String> readable = new TreeMap<>(environment);
        readable.replaceAll((variable, value) -> variable.endsWith(SECRET_FILE) ? secret : value);
        Settings settings = Settings.defaults(getClass().getClassLoader(), kind + ".yaml")
                .withEnvironment(readable, note -> {
                    throw new AssertionError(note);
                });
        switch (kind) {
            case "gateway" -> settings.section(kind, GatewaySettings.class);
            case "backend" -> settings.section(kind, BackendSettings.class);
            case "projector" -> settings.section(kind, ProjectorSettings.class);
            default -> throw new AssertionError("no process is a " + kind);
        }
        return settings;
    }

    /** Its variables that are no setting of it. */
    Stream<String> strangers() {
        List<String> known = Settings.defaults(getClass().getClassLoader(), kind + ".yaml").paths().stream()
                .map(path -> "SECKILL_"
                        + path.replaceAll("([A-Z])", "_$1").replace('.', '_').toUpperCase(Locale.ROOT))
                .toList();
        return environment.keySet().stream().filter(variable -> !known.contains(variable));
    }
}
