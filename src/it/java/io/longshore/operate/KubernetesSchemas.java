package io.longshore.operate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Whether objects fit the schemas of Kubernetes and of the operator of Prometheus. */
final class KubernetesSchemas {

  private interface Check {
    void accept(JsonElement object) throws IOException;
  }

  /** The classes are made from Kubernetes' OpenAPI: unknown, missing and mistyped fields throw. */
  private static final Map<String, Check> SCHEMAS =
      Map.of(
          "v1/Namespace", V1Namespace::validateJsonElement,
          "v1/ConfigMap", V1ConfigMap::validateJsonElement,
          "v1/Secret", V1Secret::validateJsonElement,
          "v1/Service", V1Service::validateJsonElement,
          "v1/ServiceAccount", V1ServiceAccount::validateJsonElement,
          "apps/v1/Deployment", V1Deployment::validateJsonElement,
          "policy/v1/PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement,
          "autoscaling/v2/HorizontalPodAutoscaler", V2HorizontalPodAutoscaler::validateJsonElement,
          "networking.k8s.io/v1/NetworkPolicy", V1NetworkPolicy::validateJsonElement);

  private static final Map<String, Class<?>> MONITORING =
      Map.of(
          "monitoring.coreos.com/v1/ServiceMonitor", ServiceMonitor.class,
          "monitoring.coreos.com/v1/PrometheusRule", PrometheusRule.class);

  private KubernetesSchemas() {}

  static void check(ObjectNode object) throws IOException {
    String kind = object.get("apiVersion").asText() + "/" + object.get("kind").asText();
    if (MONITORING.containsKey(kind)) {
      Object read = new ObjectMapper().treeToValue(object, MONITORING.get(kind));
      JsonNode known = new ObjectMapper().valueToTree(read);
      assertThat(known).as(kind).isEqualTo(object);
      assertThat(unknown(read)).isEmpty();
    } else {
      assertThat(SCHEMAS).containsKey(kind);
      SCHEMAS.get(kind).accept(JsonParser.parseString(object.toString()));
    }
  }

  private static Map<String, Object> unknown(Object object) {
    return object instanceof ServiceMonitor monitor
        ? monitor.getSpec().getEndpoints().get(0).getAdditionalProperties()
        : ((PrometheusRule) object)
            .getSpec().getGroups().get(0).getRules().stream()
                .collect(
                    HashMap::new,
                    (all, rule) -> all.putAll(rule.getAdditionalProperties()),
                    Map::putAll);
  }
}
