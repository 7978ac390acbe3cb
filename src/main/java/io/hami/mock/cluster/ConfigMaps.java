package io.hami.mock.cluster;

import io.hami.mock.cluster.ObjectReader.Read;
import io.hami.mock.port.ConfigSource;
import io.hami.mock.port.ConfigWriter;
import io.hami.mock.port.Supervisor;
import io.kubernetes.client.openapi.ApiClient;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** Watches, reads and writes ConfigMaps by their names. */
@Singleton
public final class ConfigMaps implements AutoCloseable {
  private static final int ATTEMPTS = 3;

  private final ApiClient client;
  private final Supervisor supervisor;
  private final Patience patience;
  private final List<ConfigSource> watches = new CopyOnWriteArrayList<>();

  /** The ConfigMaps that {@code client} may access. */
  @Inject
  public ConfigMaps(ApiClient client, Supervisor supervisor) {
    this(client, supervisor, Patience.STANDARD);
  }

  ConfigMaps(ApiClient client, Supervisor supervisor, Patience patience) {
    this.client = client;
    this.supervisor = supervisor;
    this.patience = patience;
  }

  /**
   * A source that follows {@code key} of a ConfigMap once it is started; closing this object closes
   * it.
   */
  public ConfigSource watch(String namespace, String name, String key) {
    ConfigSource watch =
        new ConfigMapWatch(
            api(namespace, name), supervisor, patience, origin(namespace, name), key);
    watches.add(watch);
    return watch;
  }

  /**
   * The present text under {@code key}; empty if there is no such ConfigMap or key.
   *
   * @throws IOException when the API server cannot be reached, or refuses
   */
  public Optional<String> read(String namespace, String name, String key) throws IOException {
    return Optional.ofNullable(get(api(namespace, name)).data().get(key));
  }

  /** What is around a ConfigMap without the config, as far as the API server tells. */
  public ConfigSource.Nearby nearby(String namespace, String name) {
    ObjectApi api = api(namespace, name);
    try {
      Read now = get(api);
      if (now.present()) {
        List<String> keys = now.data().keySet().stream().sorted().toList();
        return new ConfigSource.Nearby(Optional.of(keys), List.of(), List.of());
      }
    } catch (IOException _) {
      return ConfigSource.Nearby.NOTHING;
    }
    return NearbyConfigMaps.of(api);
  }

  private static Read get(ObjectApi api) throws IOException {
    try {
      return api.get();
    } catch (ObjectApi.Refused refused) {
      if (refused.isNotFound()) {
        return Read.NOTHING;
      }
      throw refused;
    }
  }

  /** A writer of {@code key} in a ConfigMap, which it creates if there is none. */
  public ConfigWriter writer(String namespace, String name, String key) {
    return edit -> write(namespace, name, key, edit);
  }

  private void write(String namespace, String name, String key, UnaryOperator<String> edit)
      throws IOException {
    ObjectApi api = api(namespace, name);
    for (int attempt = 1; ; attempt++) {
      String verb = "get";
      try {
        Read now = get(api);
        verb = now.present() ? "patch" : "create";
        String text = edit.apply(now.data().getOrDefault(key, ""));
        api.write(now.present() ? "PATCH" : "POST", object(namespace, name, now, key, text));
        return;
      } catch (ObjectApi.Refused refused) {
        if (refused.isForbidden()) {
          throw new IOException(
              "%s may not be written: in the namespace %s %s (%s)"
                  .formatted(
                      origin(namespace, name),
                      namespace,
                      Grant.PERSIST.of(verb),
                      refused.getMessage()));
        }
        // Another client has changed it first: that change is read and kept.
        if (!refused.isConflict() || attempt == ATTEMPTS) {
          throw refused;
        }
      }
    }
  }

  /**
   * The object to write. With its version the API server refuses to overwrite another client's
   * change.
   */
  private static String object(String namespace, String name, Read now, String key, String text)
      throws IOException {
    return JsonText.object(
        json -> {
          json.writeObjectFieldStart("metadata");
          if (now.present()) {
            json.writeStringField("resourceVersion", now.resourceVersion());
          } else {
            json.writeStringField("namespace", namespace);
            json.writeStringField("name", name);
          }
          json.writeEndObject();
          json.writeObjectFieldStart("data");
          json.writeStringField(key, text);
          json.writeEndObject();
        });
  }

  private ObjectApi api(String namespace, String name) {
    return new ObjectApi(client, ApiPath.configMap(namespace, name), patience);
  }

  private static String origin(String namespace, String name) {
    return "ConfigMap " + namespace + "/" + name;
  }

  @Override
  @PreDestroy
  public void close() {
    for (ConfigSource watch : watches) {
      watch.close();
    }
  }
}
