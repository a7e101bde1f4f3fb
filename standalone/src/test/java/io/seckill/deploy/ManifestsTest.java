package io.seckill.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.seckill.gateway.settings.GatewaySettings;
import io.seckill.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestsTest {
    private static final int STOP_BESIDE_THE_DRAIN = 11;

    @ParameterizedTest
    @ValueSource(strings = {"demo", "production"})
    void kubernetesKnowsEveryField(String overlay) {
        assertThat(Manifests.of(overlay).objects()).hasSizeGreaterThan(15);
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "production"})
    void everyVariableOnKubernetesIsASettingWithinItsBounds(String overlay) {
        List<DeployedProcess> processes = DeployedProcess.in(Manifests.of(overlay));

        assertThat(processes)
                .extracting(DeployedProcess::kind)
                .containsExactlyInAnyOrder("gateway", "backend", "projector");
        assertThat(processes).allSatisfy(process -> {
            assertThat(process.strangers()).isEmpty();
            assertThat(process.settings()).isNotNull();
        });
    }

    @Test
    void everySecretOfTheDemoIsWhereItsFileIsMounted() {
        Manifests demo = Manifests.of("demo");
        List<String> mounted = demo.all(Secret.class)
                .flatMap(secret -> secret.getData().keySet().stream())
                .map("/etc/seckill/secrets/"::concat)
                .toList();

        assertThat(DeployedProcess.in(demo).stream().flatMap(DeployedProcess::secretFiles))
                .isNotEmpty()
                .isSubsetOf(mounted);
    }

    @Test
    void everyVariableOfComposeIsASettingWithinItsBounds() {
        List<DeployedProcess> processes = DeployedProcess.inCompose();

        assertThat(processes).hasSize(5).allSatisfy(process -> {
            assertThat(process.strangers()).isEmpty();
            assertThat(process.settings()).isNotNull();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "production"})
    void gatewaysOnKubernetesReadTheTableThatTheProjectorKeeps(String overlay) {
        assertGatewaysReadTheProjectorsTable(DeployedProcess.in(Manifests.of(overlay)));
    }

    @Test
    void gatewaysOfComposeReadTheTableThatTheProjectorKeeps() {
        assertGatewaysReadTheProjectorsTable(DeployedProcess.inCompose());
    }

    private static void assertGatewaysReadTheProjectorsTable(List<DeployedProcess> processes) {
        String host = of("projector", processes).findAny().orElseThrow().get("SECKILL_PROJECTOR_POSTGRES_HOST");
        assertThat(of("gateway", processes))
                .isNotEmpty()
                .allSatisfy(gateway -> assertThat(gateway.get("SECKILL_GATEWAY_ORDERS_TABLE_DATABASE"))
                        .contains("@" + host + ":5432/seckill"));
    }

    private static Stream<Map<String, String>> of(String kind, List<DeployedProcess> processes) {
        return processes.stream().filter(process -> process.kind().equals(kind)).map(DeployedProcess::environment);
    }

    @Test
    void prometheusScrapesWhatComposeStarts() throws IOException {
        Map<String, String> ports = Map.of("gateway", "8081", "backend", "8082", "projector", "8084");
        String config = Files.readString(Tool.DEPLOY.resolve("prometheus/prometheus.yml"));

        assertThat(DeployedProcess.inCompose())
                .allSatisfy(process ->
                        assertThat(config).contains('"' + process.name() + ":" + ports.get(process.kind()) + '"'));
    }

    @Test
    void aGatewayHasTheTimeThatItsStopTakes() {
        Manifests manifests = Manifests.of("production");
        GatewaySettings.Drain drain =
                gateway(manifests).section("gateway", GatewaySettings.class).drain();

        assertThat(manifests
                        .one(Deployment.class, "seckill-gateway")
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getTerminationGracePeriodSeconds())
                .isGreaterThanOrEqualTo(drain.delay().plus(drain.timeout()).toSeconds() + STOP_BESIDE_THE_DRAIN);
    }

    @Test
    void onlyBackendsReachTheCallback() {
        NetworkPolicy policy = Manifests.of("production").one(NetworkPolicy.class, "seckill-gateway");

        assertThat(policy.getSpec().getIngress().stream()
                        .filter(rule -> rule.getPorts().stream()
                                .anyMatch(
                                        port -> "callback".equals(port.getPort().getStrVal())))
                        .flatMap(rule -> rule.getFrom().stream())
                        .map(peer -> peer.getPodSelector().getMatchLabels()))
                .containsExactly(Map.of("app.kubernetes.io/name", "seckill-backend"));
    }

    @Test
    void kedaAsksForTheGroupsTopicsAndBrokersThatTheProcessesUse() {
        Manifests manifests = Manifests.of("production");
        Map<String, String> cluster = DeployedProcess.in(manifests).get(0).environment();

        List<Map<String, String>> asked = manifests
                .all(ScaledObject.class)
                .flatMap(object -> object.getSpec().triggers().stream())
                .map(ScaledObject.Trigger::metadata)
                .toList();

        assertThat(asked)
                .hasSize(2)
                .allSatisfy(trigger -> assertThat(trigger)
                        .containsEntry("bootstrapServers", cluster.get("SECKILL_KAFKA_BOOTSTRAP_SERVERS")));
        assertThat(asked)
                .extracting(trigger -> trigger.get("consumerGroup") + " " + trigger.get("topic"))
                .containsExactlyInAnyOrder("seckill-backend seckill.requests", "seckill-projector seckill.orders");
    }

    private static Settings gateway(Manifests manifests) {
        return DeployedProcess.in(manifests).stream()
                .filter(process -> process.kind().equals("gateway"))
                .findAny()
                .orElseThrow()
                .settings();
    }
}
