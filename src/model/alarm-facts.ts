/** The metric filters of one log group: what of its lines is counted. */
export interface LogGroupFilters {
  /** As a trail names it, without `:*`: `arn:aws:logs:us-east-1:111122223333:log-group:trail`. */
  readonly group: string;
  readonly filters: readonly MetricFilter[];
}

export interface MetricFilter {
  readonly name: string;
  /** `{ ($.eventName = StopLogging) }` */
  readonly pattern: string;
  readonly metrics: readonly FilteredMetric[];
}

export interface FilteredMetric {
  readonly namespace: string;
  readonly name: string;
  /** What one line adds: `1`, or `$.field`. */
  readonly value: string;
}

/** Alarms of CloudWatch and whom they tell. */
export interface AlarmFacts {
  /** Whose alarms were listed. */
  readonly regions: readonly string[];
  readonly alarms: readonly MetricAlarm[];
  /** Topics whose subscriptions were listed. */
  readonly topics: readonly TopicSubscriptions[];
}

/** An alarm on one metric. What AWS left out, as for alarms on expressions, is undefined. */
export interface MetricAlarm {
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  readonly actionsEnabled: boolean;
  /** ARNs of what is called when the alarm goes off. */
  readonly actions: readonly string[];
  readonly namespace?: string;
  readonly metric?: string;
  /** It looks at a part of the metric only. */
  readonly hasDimensions: boolean;
  /** `Sum`, `Maximum`, ... */
  readonly statistic?: string;
  /** `GreaterThanOrEqualToThreshold`, ... */
  readonly comparison?: string;
  readonly threshold?: number;
  readonly evaluationPeriods?: number;
  readonly datapointsToAlarm?: number;
}

export interface TopicSubscriptions {
  readonly topic: string;
  /** Those that were confirmed: `email`, `https`, `sqs`, ... */
  readonly confirmed: readonly string[];
  /** How many nobody has confirmed. */
  readonly pending: number;
}
