import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { NotFound } from '../errors.js';
import { packageRoot } from '../package-root.js';
import { runbookPage } from './runbook-page.js';

/** What to do at each alert, one Markdown file an alert; alerts link here. */
@ApiTags('runbooks')
@ApiProduces('text/html')
@Controller('runbooks')
export class RunbooksController {
  private readonly pages = readPages();

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @ApiOperation({ summary: 'The list of runbooks' })
  @ApiOkResponse({ description: 'a page' })
  list(): string {
    const items = [...this.pages.keys()].map((name) => `- [${name}](/runbooks/${name})`);
    return runbookPage('Runbooks', ['# Runbooks', '', ...items].join('\n'));
  }

  @Get(':alert')
  @Header('content-type', 'text/html; charset=utf-8')
  @ApiOperation({ summary: 'What to do when an alert fires' })
  @ApiOkResponse({ description: 'a page' })
  @ApiNotFoundResponse({ description: 'no such alert' })
  show(@Param('alert') alert: string): string {
    const page = this.pages.get(alert);
    if (page === undefined) throw new NotFound('there is no runbook of this name; /runbooks lists them');
    return page;
  }
}

function readPages(): Map<string, string> {
  const folder = path.join(packageRoot(import.meta.dirname), 'ops', 'runbooks');
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .sort();
  return new Map(
    files.map((file) => {
      const name = file.slice(0, -'.md'.length);
      return [name, runbookPage(name, readFileSync(path.join(folder, file), 'utf8'))];
    }),
  );
}
