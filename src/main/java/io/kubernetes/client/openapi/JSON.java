package io.kubernetes.client.openapi;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.text.DateFormat;
import java.time.format.DateTimeFormatter;

/**
 * Stands in for client-java's class of this name, which loads 760 others, one for each kind that
 * Kubernetes has, as soon as there is an API client: a tenth of a second and 5 MB. The {@code
 * cluster} room reads and writes JSON itself, and has the client for signing in and TLS. Objects
 * that somebody should ask the client for all the same are bound by their fields.
 */
@SuppressWarnings("TypeParameterUnusedInFormals") // Signatures are client-java's.
public final class JSON {
  private static final Gson PLAIN = createGson().create();

  /** Made by the API client for itself. */
  public JSON() {}

  /** A builder that knows no kind. */
  public static GsonBuilder createGson() {
    return new GsonBuilder();
  }

  /** What binds by fields. */
  public static Gson getGson() {
    return PLAIN;
  }

  /** The object as JSON. */
  public static String serialize(Object object) {
    return PLAIN.toJson(object);
  }

  /** JSON as an object of the type. */
  public static <T> T deserialize(String json, Type type) {
    return PLAIN.fromJson(json, type);
  }

  /** JSON as an object of the type. */
  public static <T> T deserialize(InputStream json, Type type) throws IOException {
    try (Reader reader = new InputStreamReader(json, StandardCharsets.UTF_8)) {
      return PLAIN.fromJson(reader, type);
    }
  }

  /** The client's setting, of no use here. */
  public static void setLenientOnJson(boolean lenient) {}

  /** The client's setting, of no use here. */
  public static void setDateFormat(DateFormat format) {}

  /** The client's setting, of no use here. */
  public static void setSqlDateFormat(DateFormat format) {}

  /** The client's setting, of no use here. */
  public static void setOffsetDateTimeFormat(DateTimeFormatter format) {}

  /** The client's setting, of no use here. */
  public static void setLocalDateFormat(DateTimeFormatter format) {}
}
