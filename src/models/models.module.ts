import { Module } from '@nestjs/common';
import { ActiveModel } from './active-model.js';
import { ModelLoader } from './model-loader.js';
import { ModelRegistry } from './model-registry.js';
import { ModelsController } from './models.controller.js';
import { SchemaStore } from './schema-store.js';
import { ShadowModel } from './shadow-model.js';
import { DeploymentController } from './deployment.controller.js';
import { Explainer } from './explainer.js';

@Module({
  controllers: [DeploymentController, ModelsController],
  providers: [ActiveModel, ModelLoader, ModelRegistry, SchemaStore, ShadowModel, Explainer],
  exports: [ActiveModel, ModelRegistry, SchemaStore, ShadowModel, Explainer],
})
export class ModelsModule {}
