import { Controller, Get, Headers, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type OpenMetricsContentType, type PrometheusContentType, Registry } from 'prom-client';

@ApiExcludeController()
@Controller('metrics')
export class MetricsController {
  /** The registry's format is a setting of the whole registry, so scrapes take turns. */
  private turn: Promise<unknown> = Promise.resolve();

  private readonly formats: Registry<PrometheusContentType | OpenMetricsContentType>;

  constructor(registry: Registry) {
    this.formats = registry;
  }

  @Get()
  async scrape(@Headers('accept') accept: string | undefined, @Res() reply: FastifyReply): Promise<void> {
    const openMetrics = accept?.includes('application/openmetrics-text') ?? false;
    const contentType = openMetrics ? Registry.OPENMETRICS_CONTENT_TYPE : Registry.PROMETHEUS_CONTENT_TYPE;
    const page = this.turn.then(() => this.page(contentType));
    this.turn = page.catch(() => undefined);
    const text = await page;
    await reply.type(contentType).send(text);
  }

  /** prom-client takes `_total` off the names of counters for OpenMetrics, and leaves it off: they get it back here. */
  private async page(contentType: PrometheusContentType | OpenMetricsContentType): Promise<string> {
    const metrics = this.formats.getMetricsAsArray();
    const names = metrics.map(({ name }) => name);
    this.formats.setContentType(contentType);
    try {
      return await this.formats.metrics();
    } finally {
      for (const [place, metric] of metrics.entries()) {
        const name = names[place];
        if (name !== undefined && metric.name !== name) metric.name = name;
      }
    }
  }
}
