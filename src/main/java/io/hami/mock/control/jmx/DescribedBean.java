package io.hami.mock.control.jmx;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanNotificationInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.NotificationBroadcasterSupport;
import javax.management.StandardEmitterMBean;
import org.jspecify.annotations.Nullable;

/** An MXBean whose descriptions come from {@link About} in its interface. */
final class DescribedBean extends StandardEmitterMBean {
  <T> DescribedBean(T bean, Class<T> type, MBeanNotificationInfo notifications) {
    super(bean, type, true, new NotificationBroadcasterSupport(notifications));
  }

  @Override
  protected String getDescription(MBeanInfo info) {
    return about(Optional.of(getMBeanInterface()));
  }

  @Override
  protected String getDescription(MBeanAttributeInfo info) {
    return about(method(Set.of("get" + info.getName(), "is" + info.getName())));
  }

  @Override
  protected String getDescription(MBeanOperationInfo info) {
    return about(method(Set.of(info.getName())));
  }

  @Override
  protected String getDescription(MBeanOperationInfo info, MBeanParameterInfo param, int index) {
    return about(method(Set.of(info.getName())).map(method -> method.getParameters()[index]));
  }

  @Override
  protected @Nullable String getParameterName(
      MBeanOperationInfo info, MBeanParameterInfo param, int index) {
    return method(Set.of(info.getName()))
        .map(method -> method.getParameters()[index].getName())
        .orElse(param.getName());
  }

  /** No operation of this plugin is overloaded, so the name is enough. */
  private Optional<Method> method(Set<String> names) {
    return Arrays.stream(getMBeanInterface().getMethods())
        .filter(method -> names.contains(method.getName()))
        .findFirst();
  }

  private static String about(Optional<? extends AnnotatedElement> element) {
    return element.map(shown -> shown.getAnnotation(About.class)).map(About::value).orElse("");
  }
}
