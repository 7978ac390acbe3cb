package io.hami.mock.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hami.mock.port.BoundPod;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;

/** The pods of an API server: read by name, listed by node and phase, and patched. */
final class FakePods {
  static final String ALL = "/api/v1/pods";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, BoundPod> pods = new LinkedHashMap<>();
  private int version = 5_000;

  /** Creates or replaces a pod; all but its version comes from {@code pod}. */
  void put(BoundPod pod) {
    pods.put(
        path(pod),
        new BoundPod(
            pod.namespace(),
            pod.name(),
            pod.uid(),
            Integer.toString(++version),
            pod.node(),
            pod.phase(),
            pod.deleting(),
            pod.annotations()));
  }

  BoundPod get(String namespace, String name) {
    return Optional.ofNullable(pods.get(path(namespace, name))).orElseThrow();
  }

  private static String path(BoundPod pod) {
    return path(pod.namespace(), pod.name());
  }

  private static String path(String namespace, String name) {
    return "/api/v1/namespaces/" + namespace + "/pods/" + name;
  }

  /** The pods of a list that selects by exactly node and phase, as a kubelet's would. */
  MockResponse list(RecordedRequest request) {
    ObjectNode list = JSON.createObjectNode().put("kind", "PodList");
    list.putObject("metadata").put("resourceVersion", Integer.toString(version));
    ArrayNode items = list.putArray("items");
    for (BoundPod pod : pods.values()) {
      String selector = "spec.nodeName=" + pod.node() + ",status.phase=" + pod.phase();
      if (selector.equals(request.getUrl().queryParameter("fieldSelector"))) {
        items.add(json(pod));
      }
    }
    return FakeAnswers.json(200, list.toString());
  }

  MockResponse get(RecordedRequest request) {
    BoundPod pod = pods.get(request.getUrl().encodedPath());
    return pod == null ? absent() : FakeAnswers.json(200, json(pod).toString());
  }

  MockResponse patch(RecordedRequest request) {
    BoundPod pod = pods.get(request.getUrl().encodedPath());
    FakePatch patch = FakePatch.of(request);
    if (pod == null) {
      return absent();
    }
    if (patch.type() != FakePatch.Type.MERGE) {
      return FakeAnswers.status(415, "unsupported media type");
    }
    if (!patch.version().isEmpty() && !patch.version().equals(pod.version())) {
      return FakeAnswers.status(409, "the object has been modified");
    }
    if (!patch.uid().isEmpty() && !patch.uid().equals(pod.uid())) {
      return FakeAnswers.status(422, "metadata.uid: Invalid value: field is immutable");
    }
    put(
        new BoundPod(
            pod.namespace(),
            pod.name(),
            pod.uid(),
            "",
            pod.node(),
            pod.phase(),
            pod.deleting(),
            patch.applied(pod.annotations()).orElseThrow()));
    return get(request);
  }

  private static MockResponse absent() {
    return FakeAnswers.status(404, "pods not found");
  }

  private static ObjectNode json(BoundPod pod) {
    ObjectNode json = JSON.createObjectNode().put("kind", "Pod");
    ObjectNode metadata = json.putObject("metadata");
    metadata.put("name", pod.name()).put("namespace", pod.namespace());
    metadata.put("uid", pod.uid()).put("resourceVersion", pod.version());
    if (pod.deleting()) {
      metadata.put("deletionTimestamp", "2026-10-01T10:00:00Z");
    }
    pod.annotations().forEach(metadata.putObject("annotations")::put);
    ObjectNode spec = json.putObject("spec").put("nodeName", pod.node());
    spec.putArray("containers").addObject().put("name", "c");
    json.putObject("status").put("phase", pod.phase()).putArray("conditions");
    return json;
  }
}
