import {
  applyDecorators,
  type CanActivate,
  type ExecutionContext,
  Inject,
  Injectable,
  UseGuards,
} from '@nestjs/common';
import { ApiBearerAuth, ApiUnauthorizedResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ENVIRONMENT, type Environment } from '../../config/index.js';
import { Unauthorized } from '../errors.js';
import { noteAdminCall } from './admin-call.js';
import { bearsKey, isLoopback } from './admin-key.js';

/**
 * Lets in who bears ADMIN_API_KEY. Without a key whoever calls this machine by a loopback name is let in: a call by
 * another name came through a proxy, or from a page that made its own name point here.
 */
@Injectable()
export class AdminGuard implements CanActivate {
  constructor(@Inject(ENVIRONMENT) private readonly environment: Environment) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { adminApiKey } = this.environment;
    if (
      adminApiKey === undefined ? isLoopback(request.hostname) : bearsKey(request.headers.authorization, adminApiKey)
    ) {
      noteAdminCall(request, adminApiKey === undefined ? 'open' : 'key');
      return true;
    }
    noteAdminCall(request, 'refused');
    throw new Unauthorized(
      adminApiKey === undefined
        ? 'without ADMIN_API_KEY the service takes this call only by its loopback name'
        : 'this call needs the header "Authorization: Bearer ADMIN_API_KEY"',
    );
  }
}

/** Marks a controller, or a handler, as one for admins: guarded, on record, and described so in the API's docs. */
export const AdminApi = (): ClassDecorator & MethodDecorator =>
  applyDecorators(
    UseGuards(AdminGuard),
    ApiBearerAuth(),
    ApiUnauthorizedResponse({ description: 'the key is missing or wrong' }),
  );
