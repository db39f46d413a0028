import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length, Matches } from 'class-validator';

export class ActivateDto {
  @ApiProperty({ minLength: 1, maxLength: 500, description: 'why, for the record' })
  @IsString()
  @Length(1, 500)
  @Matches(/^[^\p{Cc}\p{Surrogate}]*$/u, { message: 'reason must not contain control characters' })
  reason!: string;
}
