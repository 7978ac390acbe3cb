package io.hami.mock.e2e;

import java.util.HashMap;
import java.util.Map;

/**
 * Patches a Node's status, which kubectl can do only from 1.24 on; as an administrator or, as a dry
 * run, as a service account.
 */
final class StatusPatch {
  private StatusPatch() {}

  static void apply(String node, String mergePatch) {
    AdminApi.patch("/api/v1/nodes/" + node + "/status", mergePatch);
  }

  /**
   * What the API server would say to a service account. Nothing is written.
   *
   * @param account with its namespace, as {@code kube-system:name}
   * @param podsNode the Node that a pod's token names; empty for a token of no pod
   * @return the answer, which begins with its code
   */
  static String rehearse(String account, String podsNode, String path, String mergePatch) {
    Map<String, String> user = new HashMap<>();
    user.put("Impersonate-User", "system:serviceaccount:" + account);
    if (!podsNode.isEmpty()) {
      user.put("Impersonate-Extra-authentication.kubernetes.io%2Fnode-name", podsNode);
    }
    return AdminApi.patch(path + "?dryRun=All", mergePatch, user).toString();
  }
}
